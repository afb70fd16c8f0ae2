package main

import (
	"fmt"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func (s *session) stopContainer(id string) error {
	_, err := s.runtime.StopContainer(s.ctx, &cri.StopContainerRequest{ContainerId: id, Timeout: s.stopTimeout})
	if err != nil {
		return fmt.Errorf("stopping the container %q: %w", id, err)
	}
	return nil
}

func (s *session) stopPod(id string) error {
	if _, err := s.runtime.StopPodSandbox(s.ctx, &cri.StopPodSandboxRequest{PodSandboxId: id}); err != nil {
		return fmt.Errorf("stopping the pod sandbox %q: %w", id, err)
	}
	return nil
}

// stopFirst stops what still runs, or refuses.
func (s *session) stopFirst(what, id string, running bool, stop func(string) error) error {
	if running && !s.force {
		return fmt.Errorf("%s %q is running, please stop it first", what, id)
	}
	if running {
		return stop(id)
	}
	return nil
}

func stopContainers(s *session) error {
	return s.each(func(id string) error {
		defer fmt.Println(id)
		return s.stopContainer(id)
	})
}

func stopPods(s *session) error {
	return s.each(func(id string) error {
		if err := s.stopPod(id); err != nil {
			return err
		}
		fmt.Println("Stopped sandbox " + id)
		return nil
	})
}

func removeContainers(s *session) error {
	return s.each(func(id string) error {
		answer, err := s.runtime.ContainerStatus(s.ctx, &cri.ContainerStatusRequest{ContainerId: id})
		if err != nil {
			return fmt.Errorf("removing container %q: %w", id, err)
		}
		running := answer.Status.State == cri.ContainerState_CONTAINER_RUNNING
		if err := s.stopFirst("container", id, running, s.stopContainer); err != nil {
			return err
		}
		if _, err := s.runtime.RemoveContainer(s.ctx, &cri.RemoveContainerRequest{ContainerId: id}); err != nil {
			return fmt.Errorf("removing container %q: %w", id, err)
		}
		fmt.Println(id)
		return nil
	})
}

func removePods(s *session) error {
	return s.each(func(id string) error {
		answer, err := s.runtime.PodSandboxStatus(s.ctx, &cri.PodSandboxStatusRequest{PodSandboxId: id})
		if err != nil {
			return fmt.Errorf("removing the pod sandbox %q: %w", id, err)
		}
		running := answer.Status.State == cri.PodSandboxState_SANDBOX_READY
		if err := s.stopFirst("pod sandbox", id, running, s.stopPod); err != nil {
			return err
		}
		if _, err := s.runtime.RemovePodSandbox(s.ctx, &cri.RemovePodSandboxRequest{PodSandboxId: id}); err != nil {
			return fmt.Errorf("removing the pod sandbox %q: %w", id, err)
		}
		fmt.Println("Removed sandbox " + id)
		return nil
	})
}

func removeImages(s *session) error {
	return s.each(func(id string) error {
		answer, err := s.image(id)
		if err != nil {
			return err
		}
		if _, err := s.images.RemoveImage(s.ctx, &cri.RemoveImageRequest{Image: &cri.ImageSpec{Image: id}}); err != nil {
			return fmt.Errorf("error of removing image %q: %w", id, err)
		}
		for _, tag := range answer.Image.RepoTags {
			fmt.Println("Deleted: " + tag)
		}
		return nil
	})
}
