package corpus

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// linkCause says what is wrong with a link.
func linkCause(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "to a file that is not there"
	case errors.Is(err, syscall.ELOOP):
		return "that leads round in a circle"
	case strings.Contains(err.Error(), "escapes"): // os has no name for this error
		return "that leads out of the corpus folder"
	}
	return "that cannot be followed (" + cause(err) + ")"
}

// cause is the last part of an error, without the path that the problem names already.
func cause(err error) string {
	switch path := (*fs.PathError)(nil); {
	case errors.Is(err, fs.ErrPermission):
		return "no permission"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

func kindOfFile(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something that is no file"
}
