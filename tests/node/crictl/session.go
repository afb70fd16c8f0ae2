package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// session is one connection to the runtime with the options and arguments of this call.
type session struct {
	*options
	arguments []string
	ctx       context.Context
	runtime   cri.RuntimeServiceClient
	images    cri.ImageServiceClient
	about     *cri.VersionResponse
	close     context.CancelFunc
}

func (s *session) argument(index int) string {
	if index < len(s.arguments) {
		return s.arguments[index]
	}
	return ""
}

func connect(o *options, arguments []string) (*session, error) {
	if err := o.readConfig(); err != nil {
		return nil, err
	}
	if strings.HasPrefix(o.endpoint, "/") {
		o.endpoint = "unix://" + o.endpoint
	}
	connection, err := grpc.Dial(o.endpoint, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(16<<20)))
	if err != nil {
		return nil, fmt.Errorf("validate service connection: %w", err)
	}
	s := &session{options: o, arguments: arguments, runtime: cri.NewRuntimeServiceClient(connection), images: cri.NewImageServiceClient(connection)}
	// Stopping is answered only when the container has ended, so that gets its time on top.
	s.ctx, s.close = context.WithTimeout(context.Background(), o.timeout+time.Duration(o.stopTimeout)*time.Second)
	s.about, err = s.runtime.Version(s.ctx, &cri.VersionRequest{})
	if err != nil {
		return nil, fmt.Errorf("validate service connection: validate CRI v1 runtime API for endpoint %q: %w", o.endpoint, err)
	}
	return s, nil
}
