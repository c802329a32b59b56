"""The vocabulary of the house: values and errors that know neither tables nor HTTP."""
