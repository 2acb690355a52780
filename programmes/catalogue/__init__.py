"""The library of modules: what each holds, claims and takes, where it is used, and how to find one."""
