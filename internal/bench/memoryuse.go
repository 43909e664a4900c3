package main

import (
	"bytes"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"time"
)

// memoryUse is how much memory a process has, in bytes. What this machine does not tell is zero: only
// Linux tells of anything but the heap.
type memoryUse struct {
	Heap     uint64 // in use, right after a collection
	Resident uint64 // held of the machine's memory (RSS)
	Peak     uint64 // the most held since it was last asked for
}

func memoryNow() memoryUse {
	m := memoryUse{Resident: ofStatus("VmRSS:"), Peak: ofStatus("VmHWM:")} // before collecting: that changes them
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	m.Heap = stats.HeapInuse
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // forgets the peak; proc(5)
	return m
}

// ofStatus is a line of /proc/self/status, in bytes; zero when there is none.
func ofStatus(key string) uint64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := bytes.Cut(status, []byte(key))
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kilobytes, _ := strconv.ParseUint(string(fields[0]), 10, 64)
	return kilobytes << 10
}

// watchHeap begins to watch the heap and returns what tells by how much it has grown at most since.
func watchHeap() (peak func() uint64) {
	runtime.GC()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	now := func() uint64 {
		metrics.Read(heap)
		return heap[0].Value.Uint64()
	}
	start := now()
	most := start
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-tick.C:
				most = max(most, now())
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return most - start
	}
}
