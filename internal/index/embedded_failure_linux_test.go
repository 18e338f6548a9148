package index

import (
	"syscall"
	"testing"
)

// TestAFullDiskStopsNoAnswer needs the right to mount a disk that is small enough to be filled.
func TestAFullDiskStopsNoAnswer(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("cannot mount a small disk:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	onFullDisk(t, disk)
}
