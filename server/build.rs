//! Makes the folder that the web app is built into, so that the server builds without it.

use std::{env, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    for folder in ["assets/web", "assets/brand"] {
        fs::create_dir_all(Path::new(&root).join(folder)).expect("the source tree can be written");
        println!("cargo::rerun-if-changed={folder}");
    }
}
