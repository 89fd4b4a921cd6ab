# Everything a newcomer needs: `make run`, then `make test`.

# Many tests wait for a server or a mailbox: twice as many run at once as there are processors.
CARGO_TEST = RUST_TEST_THREADS=$$((2 * $$(nproc))) cargo test

.PHONY: run test check bench setup

# Builds, runs the pipeline on samples/, says what happened and where to look next.
run: setup
	@cargo build --release
	@./target/release/postroom run || [ $$? -eq 1 ]

test:
	@.ci/setup test
	$(CARGO_TEST)

# What must hold before a change is committed.
check:
	@.ci/setup test
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
	$(CARGO_TEST)

bench:
	cargo bench

# Installs what is missing and says so; needs no network where all is there.
setup:
	@.ci/setup run
