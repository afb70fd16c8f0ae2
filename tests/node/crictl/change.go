package main

import (
	"context"
	"flag"
	"fmt"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// doEach runs one request per id; print is what the real tool says afterwards.
func (s *session) doEach(ids []string, print string, do func(context.Context, string) error) error {
	if len(ids) == 0 {
		return fmt.Errorf("ID cannot be empty")
	}
	for _, id := range ids {
		ctx, cancel := s.context()
		err := do(ctx, id)
		cancel()
		if err != nil {
			return err
		}
		fmt.Println(print + id)
	}
	return nil
}

func (s *session) stopContainer(_ context.Context, id string) error {
	// The runtime answers only when the container has ended, so the request gets that much longer.
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout+seconds(s.stopTimeout))
	defer cancel()
	_, err := s.runtime.StopContainer(ctx, &cri.StopContainerRequest{ContainerId: id, Timeout: s.stopTimeout})
	if err != nil {
		return fmt.Errorf("stopping the container %q: %w", id, err)
	}
	return nil
}

func stopContainers(s *session, set *flag.FlagSet) error {
	return s.doEach(set.Args(), "", s.stopContainer)
}

func removeContainers(s *session, set *flag.FlagSet) error {
	ids := set.Args()
	if s.all {
		found, err := s.containers()
		if err != nil {
			return err
		}
		for _, container := range found {
			ids = append(ids, container.Id)
		}
	}
	return s.doEach(ids, "", func(ctx context.Context, id string) error {
		answer, err := s.runtime.ContainerStatus(ctx, &cri.ContainerStatusRequest{ContainerId: id})
		if err != nil {
			return fmt.Errorf("removing container %q: %w", id, err)
		}
		if answer.Status.State == cri.ContainerState_CONTAINER_RUNNING {
			if !s.force {
				return fmt.Errorf("container %q is running, please stop it first", id)
			}
			if err := s.stopContainer(ctx, id); err != nil {
				return err
			}
		}
		if _, err := s.runtime.RemoveContainer(ctx, &cri.RemoveContainerRequest{ContainerId: id}); err != nil {
			return fmt.Errorf("removing container %q: %w", id, err)
		}
		return nil
	})
}

func (s *session) stopPod(ctx context.Context, id string) error {
	if _, err := s.runtime.StopPodSandbox(ctx, &cri.StopPodSandboxRequest{PodSandboxId: id}); err != nil {
		return fmt.Errorf("stopping the pod sandbox %q: %w", id, err)
	}
	return nil
}

func stopPods(s *session, set *flag.FlagSet) error {
	return s.doEach(set.Args(), "Stopped sandbox ", s.stopPod)
}

func removePods(s *session, set *flag.FlagSet) error {
	ids := set.Args()
	if s.all {
		found, err := s.pods()
		if err != nil {
			return err
		}
		for _, pod := range found {
			ids = append(ids, pod.Id)
		}
	}
	return s.doEach(ids, "Removed sandbox ", func(ctx context.Context, id string) error {
		answer, err := s.runtime.PodSandboxStatus(ctx, &cri.PodSandboxStatusRequest{PodSandboxId: id})
		if err != nil {
			return fmt.Errorf("removing the pod sandbox %q: %w", id, err)
		}
		if answer.Status.State == cri.PodSandboxState_SANDBOX_READY {
			if !s.force {
				return fmt.Errorf("pod sandbox %q is running, please stop it first", id)
			}
			if err := s.stopPod(ctx, id); err != nil {
				return err
			}
		}
		if _, err := s.runtime.RemovePodSandbox(ctx, &cri.RemovePodSandboxRequest{PodSandboxId: id}); err != nil {
			return fmt.Errorf("removing the pod sandbox %q: %w", id, err)
		}
		return nil
	})
}

func removeImages(s *session, set *flag.FlagSet) error {
	return s.doEach(set.Args(), "Deleted: ", func(ctx context.Context, id string) error {
		spec := &cri.ImageSpec{Image: id}
		answer, err := s.images.ImageStatus(ctx, &cri.ImageStatusRequest{Image: spec})
		if err != nil {
			return fmt.Errorf("image status request for %q: %w", id, err)
		}
		if answer.Image == nil {
			return fmt.Errorf("no such image %s", id)
		}
		if _, err := s.images.RemoveImage(ctx, &cri.RemoveImageRequest{Image: spec}); err != nil {
			return fmt.Errorf("error of removing image %q: %w", id, err)
		}
		return nil
	})
}
