package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// timestamp turns nanoseconds since the epoch into RFC 3339; 0 means never.
func timestamp(nanoseconds string) string {
	number, err := strconv.ParseInt(nanoseconds, 10, 64)
	if err != nil || number == 0 {
		return time.Time{}.Format(time.RFC3339Nano)
	}
	return time.Unix(0, number).Format(time.RFC3339Nano)
}

// eachArgument calls the function for every id of the command line and stops at the first error.
func eachArgument(set *flag.FlagSet, do func(string) error) error {
	if set.NArg() == 0 {
		return errors.New("ID cannot be empty")
	}
	for _, id := range set.Args() {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func info(s *session, _ *flag.FlagSet) error {
	ctx, cancel := s.context()
	defer cancel()
	answer, err := s.runtime.Status(ctx, &cri.StatusRequest{Verbose: true})
	if err != nil {
		return fmt.Errorf("getting status of runtime: %w", err)
	}
	return printStatus(answer.Status, answer.Info, s.output)
}

func inspectContainer(s *session, set *flag.FlagSet) error {
	return eachArgument(set, func(id string) error {
		ctx, cancel := s.context()
		defer cancel()
		answer, err := s.runtime.ContainerStatus(ctx, &cri.ContainerStatusRequest{ContainerId: id, Verbose: true})
		if err != nil {
			return fmt.Errorf("get the status of containers: get container status: %w", err)
		}
		return printStatus(answer.Status, answer.Info, s.output)
	})
}

func inspectPod(s *session, set *flag.FlagSet) error {
	return eachArgument(set, func(id string) error {
		ctx, cancel := s.context()
		defer cancel()
		answer, err := s.runtime.PodSandboxStatus(ctx, &cri.PodSandboxStatusRequest{PodSandboxId: id, Verbose: true})
		if err != nil {
			return fmt.Errorf("get the status of pod sandboxes: get pod sandbox status: %w", err)
		}
		return printStatus(answer.Status, answer.Info, s.output)
	})
}

func inspectImage(s *session, set *flag.FlagSet) error {
	return eachArgument(set, func(id string) error {
		ctx, cancel := s.context()
		defer cancel()
		request := &cri.ImageStatusRequest{Image: &cri.ImageSpec{Image: id}, Verbose: true}
		answer, err := s.images.ImageStatus(ctx, request)
		if err != nil {
			return fmt.Errorf("image status for %q request: %w", id, err)
		}
		if answer.Image == nil {
			return fmt.Errorf("no such image %q present", id)
		}
		return printStatus(answer.Image, answer.Info, s.output)
	})
}
