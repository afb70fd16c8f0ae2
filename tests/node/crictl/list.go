package main

import (
	"flag"
	"fmt"
	"regexp"
	"sort"
	"strings"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func (s *session) short(id string, length int) string {
	id = strings.TrimPrefix(id, "sha256:")
	if s.noTrunc || len(id) <= length {
		return id
	}
	return id[:length]
}

func (s *session) isTable() bool { return s.output == "" || s.output == "table" }

func matches(pattern, text string) (bool, error) {
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return false, err
	}
	return expression.MatchString(text), nil
}

func (s *session) containers() ([]*cri.Container, error) {
	filter := &cri.ContainerFilter{Id: s.id, PodSandboxId: s.pod, LabelSelector: s.labels}
	state := "running"
	if s.state != "" {
		state = strings.ToLower(s.state)
	}
	if s.state != "" || !s.all && s.last == 0 {
		value, known := cri.ContainerState_value["CONTAINER_"+strings.ToUpper(state)]
		if !known {
			return nil, fmt.Errorf("--state should be one of created, running, exited or unknown")
		}
		filter.State = &cri.ContainerStateValue{State: cri.ContainerState(value)}
	}
	ctx, cancel := s.context()
	defer cancel()
	answer, err := s.runtime.ListContainers(ctx, &cri.ListContainersRequest{Filter: filter})
	if err != nil {
		return nil, fmt.Errorf("listing containers: %w", err)
	}
	found := []*cri.Container{}
	for _, container := range answer.Containers {
		wanted, err := matches(s.name, container.Metadata.Name)
		if err != nil {
			return nil, err
		}
		if wanted && (s.image == "" || s.image == container.Image.Image) {
			found = append(found, container)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].CreatedAt > found[j].CreatedAt })
	if s.last > 0 && int64(len(found)) > s.last {
		found = found[:s.last]
	}
	return found, nil
}

func listContainers(s *session, _ *flag.FlagSet) error {
	found, err := s.containers()
	if err != nil {
		return err
	}
	if !s.quiet && !s.isTable() {
		return printMessage(&cri.ListContainersResponse{Containers: found}, s.output)
	}
	var rows [][]string
	for _, c := range found {
		if s.quiet {
			fmt.Println(c.Id)
			continue
		}
		state := strings.ToLower(strings.TrimPrefix(c.State.String(), "CONTAINER_"))
		rows = append(rows, []string{s.short(c.Id, 13), s.short(c.Image.Image, 13), age(c.CreatedAt),
			strings.ToUpper(state[:1]) + state[1:], c.Metadata.Name, fmt.Sprint(c.Metadata.Attempt),
			s.short(c.PodSandboxId, 13), c.Labels["io.kubernetes.pod.name"]})
	}
	if s.quiet {
		return nil
	}
	return printTable("CONTAINER\tIMAGE\tCREATED\tSTATE\tNAME\tATTEMPT\tPOD ID\tPOD", rows)
}

func (s *session) pods() ([]*cri.PodSandbox, error) {
	filter := &cri.PodSandboxFilter{Id: s.id, LabelSelector: s.labels}
	if s.state != "" {
		value, known := cri.PodSandboxState_value["SANDBOX_"+strings.ToUpper(s.state)]
		if !known {
			return nil, fmt.Errorf("--state should be ready or notready")
		}
		filter.State = &cri.PodSandboxStateValue{State: cri.PodSandboxState(value)}
	}
	ctx, cancel := s.context()
	defer cancel()
	answer, err := s.runtime.ListPodSandbox(ctx, &cri.ListPodSandboxRequest{Filter: filter})
	if err != nil {
		return nil, fmt.Errorf("listing pod sandboxes: %w", err)
	}
	found := []*cri.PodSandbox{}
	for _, pod := range answer.Items {
		name, err := matches(s.name, pod.Metadata.Name)
		if err != nil {
			return nil, err
		}
		namespace, err := matches(s.namespace, pod.Metadata.Namespace)
		if err != nil {
			return nil, err
		}
		if name && namespace {
			found = append(found, pod)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].CreatedAt > found[j].CreatedAt })
	if s.last > 0 && int64(len(found)) > s.last {
		found = found[:s.last]
	}
	return found, nil
}

func listPods(s *session, _ *flag.FlagSet) error {
	found, err := s.pods()
	if err != nil {
		return err
	}
	if !s.quiet && !s.isTable() {
		return printMessage(&cri.ListPodSandboxResponse{Items: found}, s.output)
	}
	var rows [][]string
	for _, pod := range found {
		if s.quiet {
			fmt.Println(pod.Id)
			continue
		}
		state := map[bool]string{true: "Ready", false: "NotReady"}[pod.State == cri.PodSandboxState_SANDBOX_READY]
		rows = append(rows, []string{s.short(pod.Id, 13), age(pod.CreatedAt), state, pod.Metadata.Name,
			pod.Metadata.Namespace, fmt.Sprint(pod.Metadata.Attempt), "(default)"})
	}
	if s.quiet {
		return nil
	}
	return printTable("POD ID\tCREATED\tSTATE\tNAME\tNAMESPACE\tATTEMPT\tRUNTIME", rows)
}

func listImages(s *session, set *flag.FlagSet) error {
	ctx, cancel := s.context()
	defer cancel()
	filter := &cri.ImageFilter{Image: &cri.ImageSpec{Image: set.Arg(0)}}
	answer, err := s.images.ListImages(ctx, &cri.ListImagesRequest{Filter: filter})
	if err != nil {
		return fmt.Errorf("listing images: %w", err)
	}
	if !s.quiet && !s.isTable() {
		return printMessage(answer, s.output)
	}
	var rows [][]string
	for _, image := range answer.Images {
		if s.quiet {
			fmt.Println(image.Id)
			continue
		}
		for _, reference := range append(image.RepoTags, "<none>:<none>")[:max(1, len(image.RepoTags))] {
			colon := strings.LastIndex(reference, ":")
			rows = append(rows, []string{reference[:colon], reference[colon+1:], s.short(image.Id, 13),
				fmt.Sprintf("%.1fMB", float64(image.Size_)/1e6)})
		}
	}
	if s.quiet {
		return nil
	}
	return printTable("IMAGE\tTAG\tIMAGE ID\tSIZE", rows)
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}
