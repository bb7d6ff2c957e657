"""The errors the appliance raises. Each message is one sentence: what is wrong, where, and what to do.

EdgeError
├── ConfigError     a configuration file or a command-line value
├── CaptureError    a frame source: no device, lost, unreadable file
├── BundleError     a model bundle: unsigned, or a missing, altered or foreign file
├── EngineError     an inference runtime
├── StoreError      the exam store
└── ExportError     writing results out
"""


class EdgeError(Exception):
    """Base of every error that is shown to the user as one sentence, without a traceback."""

    exit_code = 1


class ConfigError(EdgeError):
    """A configuration value is wrong."""

    exit_code = 2


class CaptureError(EdgeError):
    """A frame source cannot deliver frames."""


class BundleError(EdgeError):
    """A model bundle is not signed by a trusted key, is missing a file, or holds an altered or foreign one."""

    exit_code = 3


class EngineError(EdgeError):
    """An inference runtime cannot load or run a model."""


class StoreError(EdgeError):
    """The exam store cannot be read or written."""


class ExportError(EdgeError):
    """Results cannot be written where they were asked for."""
