//! Who somebody is: accounts, sessions, one-time links.
