# make run    set up and do the main job: the kiosk on the simulated probe, or an exam without a screen where there is none
# make test   set up, lint, type-check and test
PYTHON ?= python3
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-slow test-arm test-privacy check bench litert tflite-runtime screens wheel test-wheel translations clean

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
ORACLES := torchvision==0.28.0 grad-cam==1.5.7 ttach==0.0.3

help: ## show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.appliance ## the kiosk on the simulated probe (an exam without a screen where there is none); ARGS="--help" for more
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then firmware_configs/system_packages.sh screen; fi
	@$(BIN)/edge-app run $(ARGS)

test: .venv/.tests ## lint, types and the whole everyday suite, in random order
	@for purpose in watch validators; do firmware_configs/system_packages.sh $$purpose || echo "Without them some tests are skipped."; done
	@MAKE="$(MAKE)" tests/everyday.sh $(ARGS)

test-slow: .venv/.tests ## the everyday tests at length: a thousand kills while saving, a failing disk; ARGS=--short for less
	$(BIN)/python -m pytest -n 2 -m slow --timeout 3600 --ignore tests/privacy $(ARGS)

test-arm: .venv/.tests ## the bundle on emulated Raspberry Pi 4 and 5, and what installs on which board; BUNDLE=folder for another
	$(BIN)/python -m pytest -m arm -s tests/arm $(ARGS)

test-privacy: .venv/.tests ## no socket leads out, nothing of 50 planted texts lies in plain: every system call is watched; ARGS=--short for less
	firmware_configs/system_packages.sh watch
	$(BIN)/python -m pytest -m slow -s tests/privacy $(ARGS)

check: .venv/.tests ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

test-device: .venv/.tests ## capture against the kernel's UVC driver and a USB probe in software, in a virtual machine
	$(BIN)/python -m tests.device $(ARGS)

bench: .venv/.tests ## the speed and memory figures of this machine
	OMP_WAIT_POLICY=passive $(BIN)/python -m benchmarks.analyse
	OMP_WAIT_POLICY=passive $(BIN)/python -m benchmarks.engines
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.kiosk_soak

litert: ## the environment that converts to LiteRT: .venv-litert/bin/python -m quantize litert ...
	$(PYTHON) -m venv .venv-litert
	.venv-litert/bin/python -m pip --disable-pip-version-check -qq install torch==2.13.0
	.venv-litert/bin/python -m pip --disable-pip-version-check -qq install -e ".[quantize,litert]"

tflite-runtime: ## does tflite-runtime 2.14 read the LiteRT graph of BUNDLE? (Python 3.9 to 3.11)
	$(PYTHON) -m venv .venv-tflite
	.venv-tflite/bin/python -m pip --disable-pip-version-check -qq install tflite-runtime==2.14.0 numpy==1.26.4
	.venv-tflite/bin/python benchmarks/tflite_runtime_reads.py $(BUNDLE)

# The documents show six of them; those are renewed as well.
screens: .venv/.tests ## every screen of the kiosk as PNG, into build/screens
	$(BIN)/python -m tests.kiosk_driver.screens build/screens
	$(BIN)/python -m tests.kiosk_driver.exam_screens build/screens
	for file in docs/screens/*.png; do cp "build/screens/$${file##*/}" "$$file"; done

wheel: .venv/.appliance ## the appliance's wheel, into build/wheel
	rm -rf build/lib build/bdist.* build/wheel
	$(PIP) wheel --no-deps -w build/wheel .

test-wheel: .venv/.tests wheel ## what the wheel holds, and its commands in an empty environment
	QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -m wheel tests/wheel $(ARGS)

translations: .venv/.tests ## bring the .ts files up to date with the QML (then translate with `pyside6-linguist`), and compile them
	$(BIN)/pyside6-lupdate -no-obsolete -locations none edge_app/ui/qml/*.qml -ts edge_app/ui/translations/*.ts
	$(BIN)/pyside6-lrelease -silent edge_app/ui/translations/*.ts

clean: ## remove the virtual environment and caches
	rm -rf .venv .venv-litert .venv-tflite .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# One .venv for everything. The stamps are renewed when pyproject.toml changes.
.venv/.appliance: pyproject.toml firmware_configs/system_packages.sh
	@firmware_configs/system_packages.sh python $(PYTHON)
	@test -x $(BIN)/python || { echo "Making .venv"; $(PYTHON) -m venv .venv; }
	@echo "Installing the appliance's packages"
	@$(PIP) install -U pip
	@$(PIP) install -e .
	@touch $@

# grad-cam asks for opencv-python, whose Qt plugins clash with PySide6: the oracles of the tests come without their wishes.
.venv/.tests: .venv/.appliance
	@firmware_configs/system_packages.sh screen
	@echo "Installing the workstation's and the tests' packages (torch among them: some hundred MB)"
	@$(PIP) install torch==2.13.0
	@$(PIP) install -e ".[quantize,test]"
	@$(PIP) install --no-deps $(ORACLES)
	@touch $@
