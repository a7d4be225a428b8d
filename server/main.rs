//! The `atomdeck` program.

fn main() {}
