package hilum.local;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts the processes of one stack in order, keeps them alive, answers on loopback how they are,
 * and stops them in reverse order. One supervisor a home: a second one ends at once with code 3. It
 * ends on SIGTERM, on {@code POST /down}, and, where it was given a parent, when that is gone. What
 * a killed supervisor left running is stopped first.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int ALREADY_RUNNING = 3;

    /** Held, because the logging library forgets the levels of loggers that nobody holds. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    /**
     * The stack in one answer.
     *
     * @param ready whether every process is ready
     * @param processes in the order of their start
     */
    record Status(
            String home,
            int portBase,
            long pid,
            boolean ready,
            Instant since,
            List<Keeper.Status> processes) {}

    private final Home home;
    private final Ports ports;
    private final List<List<Keeper>> waves = new ArrayList<>();
    private final Map<String, Keeper> keepers = new LinkedHashMap<>();
    private final Instant since = Instant.now();
    private final CountDownLatch down = new CountDownLatch(1);
    private final ControlApi api;

    Supervisor(Home home, Ports ports, List<List<Component>> waves) {
        this.home = home;
        this.ports = ports;
        waves.stream().flatMap(List::stream).forEach(this::endLeftover);
        api = new ControlApi(this, ports.supervisor());
        for (List<Component> wave : waves) {
            List<Keeper> kept = new ArrayList<>();
            for (Component component : wave) {
                Keeper keeper = new Keeper(component, home, INTERVAL);
                keepers.put(component.name(), keeper);
                kept.add(keeper);
            }
            this.waves.add(kept);
        }
    }

    private void endLeftover(Component component) {
        PidFile note = new PidFile(home.pidFile(component.name()));
        note.process().ifPresent(PidFile::end);
        note.delete();
    }

    /**
     * Starts each wave once the one before is ready. Returns when all are told to start, or when
     * told to end.
     */
    void start() throws InterruptedException {
        for (List<Keeper> wave : waves) {
            wave.forEach(Keeper::start);
            while (!wave.stream().allMatch(Keeper::isReady)) {
                if (down.await(200, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    Status status() {
        List<Keeper.Status> processes = keepers.values().stream().map(Keeper::status).toList();
        boolean ready = processes.stream().allMatch(each -> each.state() == Keeper.State.READY);
        return new Status(
                home.path().toString(),
                ports.base(),
                ProcessHandle.current().pid(),
                ready,
                since,
                processes);
    }

    Optional<Keeper> keeper(String name) {
        return Optional.ofNullable(keepers.get(name));
    }

    List<String> names() {
        return List.copyOf(keepers.keySet());
    }

    void requestDown() {
        down.countDown();
    }

    private void awaitDown(OptionalLong parent) throws InterruptedException {
        while (!down.await(1, TimeUnit.SECONDS)) {
            if (parent.isPresent() && ProcessHandle.of(parent.getAsLong()).isEmpty()) {
                return;
            }
        }
    }

    /** Stops the services together, then what they stand on. */
    @Override
    public synchronized void close() {
        down.countDown();
        for (List<Keeper> wave : waves.reversed()) {
            List<Thread> stops =
                    wave.stream().map(keeper -> Thread.ofVirtual().start(keeper::close)).toList();
            for (Thread stop : stops) {
                joinUninterruptibly(stop);
            }
        }
        api.close();
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Options: {@code --home DIR --root DIR --port-base N}, and where wanted {@code --parent PID},
     * {@code --seed N} for a reproducible key of the pseudonyms, {@code --only NAMES} for some
     * services and what they need, and {@code --set.NAME VALUE} for a setting of the services.
     */
    public static void main(String[] args) throws Exception {
        KAFKA.setLevel(Level.WARNING);
        Map<String, String> options = Options.parse(args);
        Home home = new Home(Path.of(Options.required(options, "home")));
        Ports ports = new Ports(Integer.parseInt(Options.required(options, "port-base")));
        home.prepare(number(options, "seed"));
        try (FileChannel channel =
                        FileChannel.open(
                                home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                System.err.println(
                        "A supervisor of %s runs already: ask it with hilum status"
                                .formatted(home.path()));
                System.exit(ALREADY_RUNNING);
            }
            home.rememberPortBase(ports.base());
            Map<String, String> settings = new LinkedHashMap<>();
            options.forEach(
                    (name, value) -> {
                        if (name.startsWith("set.")) {
                            settings.put(name.substring(4), value);
                        }
                    });
            Path root = Path.of(Options.required(options, "root")).toAbsolutePath();
            String qdrant = Optional.ofNullable(System.getenv("HILUM_QDRANT")).orElse("").strip();
            Set<Service> wanted = Service.named(options.getOrDefault("only", ""));
            Blueprint blueprint = new Blueprint(home, root, ports, wanted, settings, qdrant);
            run(home, ports, blueprint, number(options, "parent"));
        }
    }

    private static void run(Home home, Ports ports, Blueprint blueprint, OptionalLong parent)
            throws InterruptedException {
        Supervisor supervisor =
                new Supervisor(home, ports, List.of(blueprint.foundation(), blueprint.services()));
        Thread stop = new Thread(supervisor::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        Thread start =
                Thread.ofVirtual()
                        .name("start")
                        .start(
                                () -> {
                                    try {
                                        supervisor.start();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        supervisor.awaitDown(parent);
        start.interrupt();
        supervisor.close();
        System.exit(0);
    }

    private static OptionalLong number(Map<String, String> options, String name) {
        return options.containsKey(name)
                ? OptionalLong.of(Long.parseLong(options.get(name)))
                : OptionalLong.empty();
    }
}
