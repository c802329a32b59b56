"""One row for each expense or income and for each transfer; a split is as many rows as parts."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Owned(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Account(Owned):
    opening_balance = models.DecimalField(max_digits=14, decimal_places=2)  # noqa: TID251  # as stock

    objects: "ClassVar[models.Manager[Account]]" = models.Manager()


class Category(Owned):
    type = models.CharField(max_length=8)

    objects: "ClassVar[models.Manager[Category]]" = models.Manager()


class Payee(Owned):
    pass


class Tag(Owned):
    pass


class Entry(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    type = models.CharField(max_length=8)
    date = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # noqa: TID251  # as stock
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    to_account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    payee = models.ForeignKey(Payee, models.SET_NULL, null=True, related_name="+")
    description = models.CharField(max_length=255, blank=True)
    notes = models.TextField(blank=True)
    status = models.CharField(max_length=10, default="cleared")
    tags = models.ManyToManyField(Tag, blank=True)

    objects: "ClassVar[models.Manager[Entry]]" = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-date", "-id"], name="stock_newest_first")]

    def __str__(self) -> str:
        return f"{self.type} of {self.date}"
