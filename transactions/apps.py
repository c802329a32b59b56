from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from accounts.registry import AccountUse, register_account_use, register_movements
        from books.kinds import Kind, Part, register_kind
        from books.registry import register_home_currency_watcher, register_rows
        from categories.registry import CategoryUse, register_category_use
        from currencies.registry import register_books_with_currencies, register_rate_watcher
        from transactions import archiving, following, history, models, revaluing, serializers, uses

        for name, model, serializer in (
            ("payee", models.Payee, serializers.PayeeSerializer),
            ("tag", models.Tag, serializers.TagSerializer),
        ):
            register_kind(
                Kind(
                    name=name,
                    model=model,
                    follows={"name_key": archiving.name_key},
                    faults=archiving.label_faults,
                    stays_while_used=True,
                    following=following.follower_of_labels(model),
                    describe=history.describe_label,
                    show=history.shower_of_labels(model, serializer),
                )
            )
        worth = frozenset(models.WORTH_COLUMNS)
        register_kind(
            Kind(
                name="transaction",
                model=models.Transaction,
                parts=(
                    Part("postings", models.Posting, "transaction_id", derived=worth),
                    Part("tag_links", models.TransactionTag, "transaction_id"),
                ),
                follows={"search_text": archiving.search_text},
                faults=archiving.transaction_faults,
                following=following.following_transactions,
                describe=history.describe_transaction,
                show=history.show_transactions,
            )
        )
        register_rows(
            models.Payee,
            models.Tag,
            models.Transaction,
            models.TransactionTag,
            models.Posting,
            models.MonthlyTotal,
            models.MonthlyFlow,
        )
        register_account_use(AccountUse("postings", uses.count_account_postings))
        register_movements(uses.movements)
        register_category_use(
            CategoryUse("postings", uses.count_category_postings, uses.move_category_postings)
        )
        register_home_currency_watcher(revaluing.revalue_book)
        register_rate_watcher(revaluing.revalue_currencies)
        register_books_with_currencies(revaluing.books_with_currencies)
