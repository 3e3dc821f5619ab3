package hilum.local;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the stack consists of on this machine: the command line, environment and probe of each
 * process. Heaps shrink with the machine, so that the whole stays below 6 GB and below three
 * quarters of the memory.
 *
 * @param home where the state lies
 * @param root the checkout, whose modules have been packaged
 * @param ports the ports
 * @param wanted services that run
 * @param settings configuration that every service gets on top, by MicroProfile name
 * @param qdrant what {@code HILUM_QDRANT} says: empty for the local store, {@code host:port}, or an
 *     executable
 */
record Blueprint(
        Home home,
        Path root,
        Ports ports,
        Set<Service> wanted,
        Map<String, String> settings,
        String qdrant) {
    private static final long STACK_MEGABYTES = 6 * 1024;
    private static final int SMALLEST_HEAP = 128;

    /** Broker, registry and vector store: what the services need before they start. */
    List<Component> foundation() {
        List<Component> foundation = new ArrayList<>();
        foundation.add(broker());
        foundation.add(registry());
        if (wanted.contains(Service.EMBEDDING)) {
            vectorStore().ifPresent(foundation::add);
        }
        return foundation;
    }

    /** The services that are wanted, in the order of the data. */
    List<Component> services() {
        return Arrays.stream(Service.values()).filter(wanted::contains).map(this::service).toList();
    }

    private Component broker() {
        List<String> command = java(384, List.of("-XX:TieredStopAtLevel=4"));
        command.addAll(ownProgram("hilum.local.BrokerMain"));
        command.addAll(List.of("--data", home.kafka().toString()));
        command.addAll(
                List.of(
                        "--port",
                        text(ports.broker()),
                        "--controller-port",
                        text(ports.controller())));
        return component(
                "broker", command, Map.of(), new Probe.Broker("127.0.0.1:" + ports.broker()));
    }

    private Component registry() {
        List<String> command = java(300, List.of("-XX:TieredStopAtLevel=1"));
        command.addAll(
                Registry.arguments(
                        program("local-stack/target/registry/quarkus-run.jar"),
                        home.registry(),
                        ports));
        return component(Registry.NAME, command, Map.of(), new Probe.Http(Registry.health(ports)));
    }

    private java.util.Optional<Component> vectorStore() {
        if (qdrant.isEmpty()) {
            List<String> command = java(384, List.of("--add-modules=jdk.incubator.vector"));
            command.addAll(ownProgram("hilum.local.vectors.VectorStoreServer"));
            command.addAll(List.of("--data", home.vectors().toString()));
            command.addAll(
                    List.of(
                            "--port",
                            text(ports.vectors()),
                            "--http-port",
                            text(ports.vectorsHttp())));
            return java.util.Optional.of(
                    component("vector-store", command, Map.of(), vectorProbe()));
        }
        if (isAddress()) {
            return java.util.Optional.empty();
        }
        Map<String, String> environment =
                Map.of(
                        "QDRANT__SERVICE__HOST", "127.0.0.1",
                        "QDRANT__SERVICE__HTTP_PORT", text(ports.vectorsHttp()),
                        "QDRANT__SERVICE__GRPC_PORT", text(ports.vectors()),
                        "QDRANT__STORAGE__STORAGE_PATH",
                                home.vectors().resolve("storage").toString(),
                        "QDRANT__STORAGE__SNAPSHOTS_PATH",
                                home.vectors().resolve("snapshots").toString(),
                        "QDRANT__TELEMETRY_DISABLED", "true");
        return java.util.Optional.of(
                component("vector-store", List.of(qdrant), environment, vectorProbe()));
    }

    private Probe vectorProbe() {
        return new Probe.All(
                List.of(
                        new Probe.Port(ports.vectors()),
                        new Probe.Http(
                                URI.create(
                                        "http://127.0.0.1:%d/readyz"
                                                .formatted(ports.vectorsHttp())))));
    }

    private boolean isAddress() {
        return qdrant.matches("[^/]+:\\d+");
    }

    private Component service(Service service) {
        List<String> command = java(service.heapMegabytes(), service.flags());
        Map<String, String> properties = new HashMap<>(common());
        properties.put("quarkus.http.port", text(ports.of(service)));
        properties.putAll(settings);
        properties.forEach((name, value) -> command.add("-D%s=%s".formatted(name, value)));
        command.add("-jar");
        command.add(program(service.processName() + "/target/quarkus-app/quarkus-run.jar"));
        URI ready = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(ports.of(service)));
        return component(
                service.processName(),
                command,
                service.runsLibtorch() ? libtorch() : Map.of(),
                new Probe.Http(ready));
    }

    private Map<String, String> common() {
        Map<String, String> common = new HashMap<>();
        common.put("quarkus.http.host", "127.0.0.1");
        common.put("kafka.bootstrap.servers", "127.0.0.1:" + ports.broker());
        common.put(
                "hilum.registry.url",
                "http://127.0.0.1:%d/apis/registry/v3".formatted(ports.registry()));
        common.put(
                "hilum.vectors.host",
                isAddress() ? qdrant.substring(0, qdrant.lastIndexOf(':')) : "127.0.0.1");
        common.put(
                "hilum.vectors.port",
                isAddress()
                        ? qdrant.substring(qdrant.lastIndexOf(':') + 1)
                        : text(ports.vectors()));
        common.put("hilum.artifacts", home.artifacts().toString());
        common.put("hilum.pseudonym.key-file", home.pseudonymKey().toString());
        common.put("hilum.ingest.hl7.port", text(ports.hl7()));
        common.put("hilum.threads", text(threads()));
        common.put("org.apache.avro.SERIALIZABLE_PACKAGES", "hilum.schemas");
        // Every service gets all of these, and reads those that it knows.
        common.put("smallrye.config.mapping.validate-unknown", "false");
        return common;
    }

    /**
     * Libtorch's threads sleep while they wait: two processes that spin on the same cores starve
     * each other. Large tensors go back to the system when they are freed, since batches of ever
     * other shapes fragment a heap to gigabytes; huge pages keep that cheap.
     */
    private Map<String, String> libtorch() {
        return Map.of(
                "DJL_OFFLINE", "true",
                "OPT_OUT_TRACKING", "true",
                "DJL_CACHE_DIR", home.path().resolve("djl").toString(),
                "OMP_NUM_THREADS", text(threads()),
                "OMP_WAIT_POLICY", "passive",
                "GOMP_SPINCOUNT", "0",
                "MALLOC_ARENA_MAX", "4",
                "MALLOC_MMAP_THRESHOLD_", "4194304",
                "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
    }

    private static int threads() {
        return Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
    }

    private Component component(
            String name, List<String> command, Map<String, String> environment, Probe probe) {
        return new Component(name, command, environment, home.work(name), probe);
    }

    private String program(String jar) {
        Path path = root.resolve(jar);
        if (!Files.exists(path)) {
            throw new IllegalStateException(
                    "Program %s is absent: build it with ./mvnw -Dquick -DskipTests package"
                            .formatted(path));
        }
        return path.toString();
    }

    private static List<String> ownProgram(String mainClass) {
        return List.of("-cp", System.getProperty("java.class.path"), mainClass);
    }

    private List<String> java(int heapMegabytes, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx%dm".formatted(scaled(heapMegabytes)));
        command.add("-Xss512k");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:MaxMetaspaceSize=160m");
        command.add("-XX:ReservedCodeCacheSize=96m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add(
                "-Djava.util.logging.SimpleFormatter.format=%1$tF %1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        command.addAll(flags);
        return command;
    }

    static int scaled(int heapMegabytes) {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long available = machine.getTotalMemorySize() / (1024 * 1024) * 3 / 4;
        return (int)
                Math.max(
                        SMALLEST_HEAP,
                        heapMegabytes * Math.min(STACK_MEGABYTES, available) / STACK_MEGABYTES);
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
