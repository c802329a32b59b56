"""What every view of the API shares: nothing of a request is passed over in silence."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.views import APIView

from api.params import NoParams, read_params
from api.requests import RequestSerializer


class View(APIView):
    """Refuses query parameters and bodies of which the operation would read nothing.

    Operations are named by their action or, in a view without actions, by their method.
    """

    reads_query: ClassVar[frozenset[str]] = frozenset()
    """The operations that read query parameters, and so refuse unknown ones, themselves."""
    takes_no_body: ClassVar[frozenset[str]] = frozenset()
    """The operations other than GET and DELETE that read no body."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse who may not do this, before anything of the request is judged."""
        super().initial(request, *args, **kwargs)
        self.check_access(request)
        method = "get" if request.method == "HEAD" else str(request.method).lower()
        if not hasattr(self, method):
            return  # which is answered with 405
        operation = getattr(self, "action", None) or method
        if operation not in self.reads_query:
            read_params(request, NoParams)
        if operation in self.takes_no_body:
            RequestSerializer(data=request.data).is_valid(raise_exception=True)

    def check_access(self, request: Request) -> None:
        """Refuse a caller whom the permissions let in, and who may still not do this."""
