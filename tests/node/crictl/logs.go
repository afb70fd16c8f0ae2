package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func seconds(count int64) time.Duration { return time.Duration(count) * time.Second }

// logs prints a container's log file: lines of "TIME STREAM F|P TEXT", where P means that the
// next entry goes on with the same line.
func logs(s *session, set *flag.FlagSet) error {
	if set.NArg() == 0 {
		return errors.New("ID cannot be empty")
	}
	ctx, cancel := s.context()
	defer cancel()
	answer, err := s.runtime.ContainerStatus(ctx, &cri.ContainerStatusRequest{ContainerId: set.Arg(0)})
	if err != nil {
		return err
	}
	text, err := os.ReadFile(answer.Status.LogPath)
	if err != nil {
		return fmt.Errorf("failed to try resolving symlinks in path %q: %w", answer.Status.LogPath, err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if s.tail >= 0 && int64(len(lines)) > s.tail {
		lines = lines[int64(len(lines))-s.tail:]
	}
	for _, line := range lines {
		parts := strings.SplitN(line, " ", 4)
		if len(parts) < 4 {
			continue
		}
		target, end, prefix := os.Stdout, "\n", ""
		if parts[1] == "stderr" {
			target = os.Stderr
		}
		if parts[2] == "P" {
			end = ""
		}
		if s.timestamps {
			prefix = parts[0] + " "
		}
		fmt.Fprint(target, prefix, parts[3], end)
	}
	return nil
}
