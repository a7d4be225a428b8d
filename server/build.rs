//! What has to be there before the server compiles.

fn main() {}
