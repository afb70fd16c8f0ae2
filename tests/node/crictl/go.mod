module planekeeper.test/crictl

go 1.19

require (
	github.com/gogo/protobuf v1.3.2
	google.golang.org/grpc v1.58.3
	k8s.io/cri-api v0.28.15
	sigs.k8s.io/yaml v1.3.0
)

require (
	github.com/golang/protobuf v1.5.4 // indirect
	github.com/kr/text v0.2.0 // indirect
	golang.org/x/net v0.23.0 // indirect
	golang.org/x/sys v0.18.0 // indirect
	golang.org/x/text v0.14.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20230711160842-782d3b101e98 // indirect
	google.golang.org/protobuf v1.33.0 // indirect
	gopkg.in/yaml.v2 v2.4.0 // indirect
)
