package hilum.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps one process alive: starts it, asks for its health, and starts it again after a crash,
 * waiting longer each time. Its methods may be called from any thread; {@link #stop} returns when
 * the process has ended.
 */
final class Keeper implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final long MAX_LOG_BYTES = 20L << 20;

    /** Where a process stands. */
    enum State {
        STOPPED,
        STARTING,
        READY,
        WAITING,
        CRASHED
    }

    /**
     * What {@code status} shows of a process.
     *
     * @param pid 0 while none runs
     * @param restarts starts after a crash or a kill
     * @param health what it says of itself, in words
     * @param since when it entered the state
     * @param peakResidentMegabytes highest resident memory of any of its runs
     */
    record Status(
            String name,
            long pid,
            State state,
            int restarts,
            String health,
            Instant since,
            long peakResidentMegabytes) {}

    private final Component component;
    private final Home home;
    private final Duration interval;
    private final Thread thread;
    private boolean wanted;
    private boolean closed;
    private Process process;
    private State state = State.STOPPED;
    private String health = "stopped";
    private Instant since = Instant.now();
    private Instant startedAt = Instant.now();
    private Duration pause = FIRST_PAUSE;
    private int restarts;
    private long peakKilobytes;

    Keeper(Component component, Home home, Duration interval) {
        this.component = component;
        this.home = home;
        this.interval = interval;
        thread = Thread.ofVirtual().name("keep-" + component.name()).start(this::keep);
    }

    synchronized void start() {
        wanted = true;
        notifyAll();
    }

    /** Ends the process and keeps it down until the next start. */
    void stop() {
        Process running;
        synchronized (this) {
            wanted = false;
            running = process;
            process = null;
            enter(State.STOPPED, "stopped");
            notifyAll();
        }
        if (running != null) {
            PidFile.end(running.toHandle());
        }
        new PidFile(home.pidFile(component.name())).delete();
    }

    /** Ends the process with SIGKILL, as a fault would; it is started again after the pause. */
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    synchronized boolean isReady() {
        return state == State.READY;
    }

    synchronized Status status() {
        sampleMemory();
        return new Status(
                component.name(),
                process == null ? 0 : process.pid(),
                state,
                restarts,
                health,
                since,
                peakKilobytes / 1024);
    }

    private void keep() {
        try {
            while (true) {
                Process asked = step();
                if (asked != null) {
                    Probe.Health answer = component.probe().ask();
                    synchronized (this) {
                        if (asked == process && asked.isAlive()) {
                            heard(answer);
                        }
                    }
                }
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    if (wanted || process != null) {
                        wait(
                                state == State.READY
                                        ? interval.toMillis()
                                        : Math.min(300, interval.toMillis()));
                    } else {
                        wait();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Brings the process one step towards what is wanted; returns it where it is to be asked for
     * its health.
     */
    private synchronized Process step() throws InterruptedException {
        if (!wanted || closed) {
            return null;
        }
        if (process == null) {
            launch();
            return process;
        }
        if (process.isAlive()) {
            return process;
        }
        int code = process.exitValue();
        if (Duration.between(startedAt, Instant.now()).compareTo(STEADY) > 0) {
            pause = FIRST_PAUSE;
        }
        process = null;
        restarts++;
        crashed(
                "ended with code %d, starts again after %d s: see %s"
                        .formatted(code, pause.toSeconds(), home.log(component.name())));
        return null;
    }

    private void crashed(String reason) throws InterruptedException {
        enter(State.CRASHED, reason);
        Instant until = Instant.now().plus(pause);
        pause =
                pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                        ? pause.multipliedBy(2)
                        : LONGEST_PAUSE;
        for (Duration left = pause;
                wanted && !closed && left.isPositive();
                left = Duration.between(Instant.now(), until)) {
            wait(Math.max(1, Duration.between(Instant.now(), until).toMillis()));
        }
    }

    private void launch() throws InterruptedException {
        try {
            Path log = home.log(component.name());
            turnOver(log);
            Files.createDirectories(component.folder());
            ProcessBuilder builder =
                    new ProcessBuilder(component.command())
                            .directory(component.folder().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(component.environment());
            process = builder.start();
            startedAt = Instant.now();
            new PidFile(home.pidFile(component.name())).write(process.toHandle());
            process.onExit().thenRun(this::wake);
            enter(State.STARTING, "starting");
        } catch (IOException e) {
            crashed(
                    "cannot be started (%s): check %s"
                            .formatted(e.getMessage(), component.command().getFirst()));
        }
    }

    private static void turnOver(Path log) throws IOException {
        Files.createDirectories(log.getParent());
        if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void heard(Probe.Health answer) {
        sampleMemory();
        health = answer.text();
        if (answer.ready()) {
            enter(State.READY, answer.text());
        } else if (state == State.READY) {
            enter(State.WAITING, answer.text());
        }
    }

    private void enter(State next, String text) {
        if (state != next) {
            since = Instant.now();
        }
        state = next;
        health = text;
    }

    private void sampleMemory() {
        if (process != null) {
            peakKilobytes = Math.max(peakKilobytes, ResidentMemory.peakKilobytes(process.pid()));
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    @Override
    public void close() {
        stop();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
