"""Tables: CSV, Excel and OpenDocument, whatever their columns are called."""
