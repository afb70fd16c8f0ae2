module planekeeper.test/pause

go 1.19
