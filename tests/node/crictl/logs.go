package main

import (
	"fmt"
	"os"
	"strings"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// logs prints a container's log file: lines of "TIME STREAM F|P TEXT", where P means that the
// next entry goes on with the same line.
func logs(s *session) error {
	answer, err := s.runtime.ContainerStatus(s.ctx, &cri.ContainerStatusRequest{ContainerId: s.argument(0)})
	if err != nil {
		return err
	}
	text, err := os.ReadFile(answer.Status.LogPath)
	if err != nil {
		return fmt.Errorf("failed to try resolving symlinks in path %q: %w", answer.Status.LogPath, err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if s.tail >= 0 && s.tail < len(lines) {
		lines = lines[len(lines)-s.tail:]
	}
	for _, line := range lines {
		parts := strings.SplitN(line, " ", 4)
		if len(parts) < 4 {
			continue
		}
		target, end := os.Stdout, "\n"
		if parts[1] == "stderr" {
			target = os.Stderr
		}
		if parts[2] == "P" {
			end = ""
		}
		fmt.Fprint(target, parts[3], end)
	}
	return nil
}
