"""Workbooks and text tables read into grids that know their Excel positions."""
