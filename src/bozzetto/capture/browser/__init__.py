"""What a person records of a page in the browser, by a click in an extension."""
