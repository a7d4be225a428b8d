//! Options with a value that the form has no field for: they are known, so that the word after them is not taken for
//! the image.

#[rustfmt::skip]
pub(super) const OTHERS: &[&str] = &[
    "--add-host", "--annotation", "--arch", "--authfile", "--blkio-weight",
    "--blkio-weight-device", "--cert-dir", "--cgroup-conf", "--cgroup-parent", "--cgroupns",
    "--cgroups", "--chrootdirs", "--cpu-count", "--cpu-percent", "--cpu-period", "--cpu-quota",
    "--cpu-rt-period", "--cpu-rt-runtime", "--cpu-shares", "-c", "--cpuset-cpus", "--cpuset-mems",
    "--creds", "--decryption-key", "--device-cgroup-rule", "--device-read-bps",
    "--device-read-iops", "--device-write-bps", "--device-write-iops", "--dns", "--dns-opt",
    "--dns-option", "--dns-search", "--domainname", "--expose", "--gidmap", "--gpus",
    "--group-add", "--group-entry", "--health-log-destination", "--health-max-log-count",
    "--health-max-log-size", "--health-on-failure", "--health-start-interval",
    "--health-startup-cmd", "--health-startup-interval", "--health-startup-retries",
    "--health-startup-success", "--health-startup-timeout", "--hostuser", "--hosts-file",
    "--image-volume", "--init-ctr", "--init-path", "--ipc", "--isolation", "--kernel-memory",
    "--link", "--link-local-ip", "--log-driver", "--log-opt", "--mac-address",
    "--memory-reservation", "--memory-swap", "--memory-swappiness", "--oom-score-adj", "--os",
    "--passwd-entry", "--personality", "--pid", "--platform", "--pod-id-file", "--preserve-fd",
    "--preserve-fds", "--rdt-class", "--requires", "--retry", "--retry-delay", "--runtime",
    "--sdnotify", "--seccomp-policy", "--secret", "--security-opt", "--shm-size",
    "--shm-size-systemd", "--stop-signal", "--storage-opt", "--subgidname", "--subuidname",
    "--sysctl", "--systemd", "--timeout", "--tz", "--uidmap", "--ulimit", "--umask", "--unsetenv",
    "--userns", "--uts", "--variant", "--volume-driver", "--volumes-from",
];
