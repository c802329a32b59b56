"""The same endpoints as a stock Django REST Framework project has them: what the tracker is
measured against. Competent and ordinary: generic views, prefetched relations, a fitting index."""
