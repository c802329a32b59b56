from django.urls import path

from books.history_views import UndoView
from books.views import BookView

urlpatterns = [
    path("book/", BookView.as_view(), name="book"),
    path("history/<int:number>/undo/", UndoView.as_view(), name="undo"),
]
