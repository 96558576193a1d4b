"""The library: guidelines added at run time, cut into passages that are searched, and quoted word for word."""
