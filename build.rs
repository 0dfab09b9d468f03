//! Has the console built again when a word changes: the catalogue is compiled in by a macro, which cargo cannot see.

fn main() {
    println!("cargo:rerun-if-changed=www/locales");
}
