from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0018_session_agent'),
    ]

    operations = [
        migrations.AlterField(
            model_name='securityevent',
            name='kind',
            field=models.CharField(choices=[('registered', 'Registered'), ('signed_in', 'Signed In'), ('sign_in_failed', 'Sign In Failed'), ('signed_out', 'Signed Out'), ('password_changed', 'Password Changed'), ('names_changed', 'Names Changed'), ('token_made', 'Token Made'), ('token_revoked', 'Token Revoked'), ('new_address', 'New Address'), ('sessions_ended', 'Sessions Ended'), ('second_step_on', 'Second Step On'), ('second_step_off', 'Second Step Off'), ('passkey_added', 'Passkey Added'), ('passkey_removed', 'Passkey Removed'), ('recovery_codes_made', 'Recovery Codes Made'), ('recovery_code_used', 'Recovery Code Used'), ('invited', 'Invited'), ('invitation_revoked', 'Invitation Revoked'), ('joined', 'Joined'), ('role_changed', 'Role Changed'), ('member_left', 'Member Left'), ('member_removed', 'Member Removed'), ('ownership_transferred', 'Ownership Transferred')], max_length=24),
        ),
    ]
