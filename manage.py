#!/usr/bin/env python
"""Django's command line for this project; installed, it is called `ganomics`."""

from conf.manage import main

if __name__ == "__main__":
    main()
