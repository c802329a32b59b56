from django.urls import path

from books.views import BookView

urlpatterns = [path("book/", BookView.as_view(), name="book")]
