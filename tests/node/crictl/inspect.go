package main

import (
	"errors"
	"fmt"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// each calls the function for every id of the command line and stops at the first error.
func (s *session) each(do func(id string) error) error {
	if len(s.arguments) == 0 {
		return errors.New("ID cannot be empty")
	}
	for _, id := range s.arguments {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func version(s *session) error {
	fmt.Printf("Version:  %s\nRuntimeName:  %s\nRuntimeVersion:  %s\nRuntimeApiVersion:  %s\n",
		s.about.Version, s.about.RuntimeName, s.about.RuntimeVersion, s.about.RuntimeApiVersion)
	return nil
}

func info(s *session) error {
	answer, err := s.runtime.Status(s.ctx, &cri.StatusRequest{Verbose: true})
	if err != nil {
		return fmt.Errorf("getting status of runtime: %w", err)
	}
	return printStatus(answer.Status, answer.Info, s.output)
}

func inspectContainer(s *session) error {
	return s.each(func(id string) error {
		answer, err := s.runtime.ContainerStatus(s.ctx, &cri.ContainerStatusRequest{ContainerId: id, Verbose: true})
		if err != nil {
			return fmt.Errorf("get the status of containers: get container status: %w", err)
		}
		return printStatus(answer.Status, answer.Info, s.output)
	})
}

func inspectPod(s *session) error {
	return s.each(func(id string) error {
		answer, err := s.runtime.PodSandboxStatus(s.ctx, &cri.PodSandboxStatusRequest{PodSandboxId: id, Verbose: true})
		if err != nil {
			return fmt.Errorf("get the status of pod sandboxes: get pod sandbox status: %w", err)
		}
		return printStatus(answer.Status, answer.Info, s.output)
	})
}

// image fails for one that is not there, for which the runtime's answer is merely empty.
func (s *session) image(id string) (*cri.ImageStatusResponse, error) {
	answer, err := s.images.ImageStatus(s.ctx, &cri.ImageStatusRequest{Image: &cri.ImageSpec{Image: id}, Verbose: true})
	if err != nil {
		return nil, fmt.Errorf("image status for %q request: %w", id, err)
	}
	if answer.Image == nil {
		return nil, fmt.Errorf("no such image %q present", id)
	}
	return answer, nil
}

func inspectImage(s *session) error {
	return s.each(func(id string) error {
		answer, err := s.image(id)
		if err != nil {
			return err
		}
		return printStatus(answer.Image, answer.Info, s.output)
	})
}
