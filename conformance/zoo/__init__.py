"""The zoo: for every check, the smallest pipeline that commits exactly that sin, and its mend."""
