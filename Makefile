# Every target first installs what it needs: `make demo` in a fresh clone is enough.
# tools/make.py does the work; tools/python.sh finds the Python that runs it.
#
#   PYTHON=python3.12   the Python that creates .venv
#   HEADLESS=1          make demo: run the notebook to the end instead of opening it
#   ARGS="-k stop -x"   make test: more arguments for pytest
#   FAST=1              make test: tests without TensorFlow, and one small training in each folder
#   PYTHONS="python3.11 python3.13"   make wheel, make matrix: the Pythons to test with
#   VSCODE_JUPYTER=/path VSCODE_RENDERERS=/path   make vscode: sources of two extensions, needed once
#   ARGS="oldest ipykernel"   make matrix: one or two of oldest, newest and ipykernel

.DEFAULT_GOAL := help
.PHONY: help demo test matrix colab fuzz faults ladder notebooks sick check bench build wheel docs pictures vscode vscode-extension clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: ## open the first notebook in JupyterLab (HEADLESS=1: run it and print its accuracies)
	@sh tools/python.sh tools/make.py demo

test: ## run every test, including browser and notebooks (FAST=1: the fast ones, 3 minutes)
	@sh tools/python.sh tools/make.py test

matrix: ## test the panel and the editor in JupyterLab with Python 3.11 to 3.14, oldest and newest dependencies, three ipykernels
	@sh tools/python.sh tools/make.py matrix

colab: ## install the wheel into Google Colab's versions, check that none changes, run every notebook
	@sh tools/python.sh tools/make.py colab

fuzz: ## test 100,000 texts and damaged files, and 300 random networks (make test uses fewer)
	@sh tools/python.sh tools/make.py fuzz

faults: ## kill 1,000 writers of saved models and 40 kernels (make test kills fewer), and fill the disk
	@sh tools/python.sh tools/make.py faults

ladder: ## train all steps of the MNIST ladder, and write docs/ladder.md
	@sh tools/python.sh tools/make.py ladder

notebooks: ## run every demo notebook whole (make test uses fewer rows and steps)
	@sh tools/python.sh tools/make.py notebooks

sick: ## follow the first advice on 150 sick networks, and check that 80 healthy ones get none
	@sh tools/python.sh tools/make.py sick

check: ## ruff, mypy, import-linter, the TypeScript checks and the documentation
	@sh tools/python.sh tools/make.py check

bench: ## run the benchmarks, which print one JSON line per figure
	@sh tools/python.sh tools/make.py bench

build: ## build the front end (js/) if it is older than its sources
	@sh tools/python.sh tools/make.py build

wheel: ## build a wheel and an sdist in dist/, and test them in empty environments without Node
	@sh tools/python.sh tools/make.py wheel

docs: ## build the documentation into docs/_build/html
	@sh tools/python.sh tools/make.py docs

pictures: ## take the pictures of README and of the gallery, in a real JupyterLab
	@sh tools/python.sh tools/make.py pictures

vscode: ## test the panel in a real VS Code, whose two extensions are built from VSCODE_JUPYTER and VSCODE_RENDERERS
	@sh tools/python.sh tools/make.py vscode

vscode-extension: ## pack the extension that colours cells in VS Code into dist/
	@sh tools/python.sh tools/make.py vscode-extension

clean: ## remove everything that make created, except data/
	@sh tools/python.sh tools/make.py clean
