//! The `atomdeck` program.

fn main() {
    println!(
        "{}",
        atomdeck::http::openapi()
            .to_pretty_json()
            .unwrap_or_default()
    );
}
