# make run    set up and do the main job: the kiosk on the simulated probe, or an exam without a screen where there is none
# make test   set up, lint, type-check and test
PYTHON ?= python3
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-oldest fuzz test-slow test-kiosk test-arm test-fresh test-privacy test-deploy test-instructions check bench openvino benchmarks litert peers tflite-runtime lock screens \
	wheel test-wheel release test-release translations clean

# Compiled modules are kept, also where the environment says not to: without them every process that imports torch compiles it.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq
# What is installed is locked, per Python and purpose: locks/, renewed with `make lock`. The locks are complete, so pip resolves
# nothing. grad-cam is a source, built by the locked setuptools.
INSTALL = $(PIP) install --no-deps --require-hashes --only-binary :all: --no-binary grad-cam --no-build-isolation --no-compile
LOCKS = locks/$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
# torch for processors only where this machine's pip finds that build, else the registry's, with NVIDIA's libraries.
INSTALL_TORCH = $(INSTALL) -r $(LOCKS)/torch-cpu.txt 2>/dev/null || $(INSTALL) -r $(LOCKS)/torch.txt
# mypy checks as for Python 3.10, the oldest (pyproject.toml); the stubs of numpy for 3.12 and newer are written in that language.
CHECKED_AS = $$($(BIN)/python -c 'import sys; v = sys.version_info; print("--python-version=%d.%d" % v[:2] if v >= (3, 12) else "")')
# picamera2 and its libcamera are the system's, not PyPI's; where they are, the environment sees the system's packages.
SEES_SYSTEM = $$($(PYTHON) -c 'import picamera2' 2>/dev/null && echo --system-site-packages)

help: ## show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.appliance ## the kiosk on the simulated probe (an exam without a screen where there is none); ARGS="--help" for more
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then firmware_configs/system_packages.sh screen; fi
	@$(BIN)/edge-app run $(ARGS)

test: .venv/.tests ## lint, types and the whole everyday suite, in random order
	@for purpose in watch validators; do firmware_configs/system_packages.sh $$purpose || echo "Without them some tests are skipped."; done
	@tests/everyday.sh $(ARGS)

test-oldest: .venv-oldest/.tests ## the everyday suite with the oldest locked PySide6 and ONNX Runtime (those of JetPack 6)
	.venv-oldest/bin/python -m pytest -n 2 --dist worksteal $(ARGS)

test-slow: .venv/.tests ## the everyday tests at length: a thousand kills while saving, a failing disk; ARGS=--short for less
	$(BIN)/python -m pytest -n 2 -m slow --timeout 3600 --ignore tests/privacy $(ARGS)

test-arm: .venv/.tests ## bundle, benchmarks (functional) and whole releases on emulated Raspberry Pi 4 and 5, and what installs on which board; BUNDLE=folder
	$(BIN)/python -m pytest -m arm -s tests/arm $(ARGS)

test-fresh: .venv/.tests ## both commands in bare Debian 12 and 13 (as root, half an hour); FRESH_BINDS="FOLDER ..." for what pip needs
	$(BIN)/python -m pytest -m fresh -s tests/fresh $(ARGS)

test-kiosk: .venv/.tests ## a working day by touch on the kiosk, at four sizes of screen in three languages; ARGS=--short for each once
	$(BIN)/python -m pytest -m kiosk -s tests/kiosk $(ARGS)

test-privacy: .venv/.tests ## no socket leads out, nothing of 50 planted texts lies in plain: every system call is watched; ARGS=--short for less
	firmware_configs/system_packages.sh watch
	$(BIN)/python -m pytest -m slow -s tests/privacy $(ARGS)

test-deploy: .venv/.tests ## deploy.sh against a system with systemd and sshd in namespaces (as root); ARGS=--short for a few power cuts, --suite trixie
	firmware_configs/system_packages.sh deploy
	$(BIN)/python -m pytest -m deploy -s tests/deploy $(ARGS)

test-instructions: .venv/.tests ## has the hot path grown? Its instructions, counted by valgrind, against benchmarks/instruction_counts.json
	@firmware_configs/system_packages.sh instructions || echo "Without them it is skipped."
	$(BIN)/python -m pytest -m instructions tests/benchmarks $(ARGS)

fuzz: .venv/.tests ## damaged input against every parser, field search and analysis, under a watchdog; ARGS=--short for a minute
	$(BIN)/python -m tests.fuzz $(ARGS)

check: .venv/.tests ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy --strict $(CHECKED_AS)
	$(BIN)/lint-imports

test-device: .venv/.tests ## capture from a USB probe in software, in a virtual machine; ARGS=--long: a whole arm64 machine (as root, hours)
	$(BIN)/python -m tests.device $(ARGS)

bench: .venv/.tests ## the speed and memory figures of this machine
	$(BIN)/python -m benchmarks run --quick --peers --out build/benchmarks/quick
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.kiosk_soak

openvino benchmarks: .venv/.appliance ## add the engine openvino, or what `python -m benchmarks` writes with, to what `make run` installs
	@$(INSTALL) -r $(LOCKS)/$@.txt

litert: BIN := .venv-litert/bin
litert: ## the environment that converts to LiteRT: .venv-litert/bin/python -m quantize litert ... (x86-64, Python 3.11 or newer)
	@firmware_configs/system_packages.sh python $(PYTHON) litert
	$(PYTHON) -m venv .venv-litert
	@$(INSTALL_TORCH)
	@$(INSTALL) -r $(LOCKS)/litert.txt
	@$(PIP) install --no-deps --no-build-isolation -e .

# The appliance's packages first: setuptools among them builds grad-cam.
peers: BIN := .venv-peers/bin
peers: ## the environment of what `python -m benchmarks run --peers` sets ours against (some GB; Python 3.11 or newer for LiteRT)
	@firmware_configs/system_packages.sh python $(PYTHON) peers
	$(PYTHON) -m venv .venv-peers
	@$(INSTALL_TORCH)
	@$(INSTALL) -r $(LOCKS)/appliance.txt
	@$(INSTALL) -r $(LOCKS)/peers.txt
	@$(PIP) install --no-deps --no-build-isolation -e .

tflite-runtime: ## does tflite-runtime 2.14 read the LiteRT graph of BUNDLE? (Python 3.9 to 3.11)
	$(PYTHON) -m venv .venv-tflite
	.venv-tflite/bin/python -m pip --disable-pip-version-check -qq install tflite-runtime==2.14.0 numpy==1.26.4
	.venv-tflite/bin/python quantize/studies/network/tflite_runtime_reads.py $(BUNDLE)

# The documents show some of them; those are renewed as well.
screens: .venv/.tests ## every screen of the kiosk as PNG, into build/screens
	$(BIN)/python -m tests.kiosk_driver.screens build/screens
	$(BIN)/python -m tests.kiosk_driver.exam_screens build/screens
	for file in docs/screens/*.png; do cp "build/screens/$${file##*/}" "$$file"; done

wheel: .venv/.appliance ## the appliance's wheel, into build/wheel
	rm -rf build/lib build/bdist.* build/wheel
	$(PIP) wheel --no-deps --no-build-isolation -w build/wheel .

test-wheel: .venv/.tests wheel ## what the wheel holds, and its commands in an empty environment
	QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -m wheel tests/wheel $(ARGS)

release: .venv/.tests ## the signed release of BOARD (SUITE=trixie for another system), KEY=the private key; ARGS="--help" for more
	$(BIN)/python -m firmware_configs.release $(BOARD) $(if $(SUITE),--suite $(SUITE)) $(if $(KEY),--key $(KEY)) $(ARGS)

test-release: .venv/.tests ## two builds of a release are the same to the byte, and the kiosk runs in what is left of Qt
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m release -s tests/firmware_configs/release $(ARGS)

translations: .venv/.tests ## bring the .ts files up to date with the QML (then translate with `pyside6-linguist`), and compile them
	$(BIN)/pyside6-lupdate -no-obsolete -locations none edge_app/ui/qml/*.qml -ts edge_app/ui/translations/*.ts
	$(BIN)/pyside6-lrelease -silent edge_app/ui/translations/*.ts

lock: .venv/.tests ## resolve pyproject.toml anew and write locks/; ARGS="3.11" for one Python
	$(BIN)/python locks/renew.py $(ARGS)

clean: ## remove the virtual environment and caches
	rm -rf .venv .venv-oldest .venv-litert .venv-peers .venv-tflite .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# One .venv for everything. The stamps are renewed when what is locked changes.
.venv/.appliance: pyproject.toml $(wildcard locks/*/appliance.txt) firmware_configs/system_packages.sh
	@firmware_configs/system_packages.sh python $(PYTHON)
	@test -x $(BIN)/python || { echo "Making .venv"; $(PYTHON) -m venv $(SEES_SYSTEM) .venv; }
	@echo "Installing the appliance's packages"
	@$(INSTALL) -r $(LOCKS)/appliance.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tests: .venv/.appliance $(wildcard locks/*/t*.txt)
	@firmware_configs/system_packages.sh screen
	@echo "Installing the workstation's and the tests' packages (torch among them: some hundred MB)"
	@$(INSTALL_TORCH)
	@$(INSTALL) -r $(LOCKS)/tests.txt
	@touch $@

# The packages of .venv, with the oldest versions before them.
.venv-oldest/.tests: .venv/.tests $(wildcard locks/*/*.txt)
	$(PYTHON) -m venv --clear --without-pip .venv-oldest
	@$(BIN)/python -m uv pip install --quiet --python .venv-oldest --no-deps --only-binary :all: $$($(BIN)/python locks/oldest.py)
	@site() { "$$1/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])'; }; \
	    echo "import site; site.addsitedir('$$(site .venv)')" >"$$(site .venv-oldest)/zz-newer.pth"
	@.venv-oldest/bin/python -m pip --disable-pip-version-check -qq install --no-deps --no-build-isolation -e .
	@touch $@
