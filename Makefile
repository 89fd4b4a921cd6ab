# Everything a newcomer needs: `make run`, then `make test`.

.PHONY: run test check bench setup

# Builds, runs the pipeline on samples/, says what happened and where to look next.
run: setup
	@cargo build --release
	@./target/release/postroom run || [ $$? -eq 1 ]

test:
	@.ci/setup test
	cargo test

# What must hold before a change is committed.
check:
	@.ci/setup test
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
	cargo test

bench:
	cargo bench

# Installs what is missing and says so; needs no network where all is there.
setup:
	@.ci/setup run
