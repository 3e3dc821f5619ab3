package hilum.cli.stack;

import hilum.cli.backfill.Backlog;
import hilum.local.Service;
import hilum.transport.DependencyUnavailable;
import java.util.List;
import java.util.Optional;

/**
 * The backlog of the stages that a study passes before it can be found. Asks which model serves
 * each time, since the one before gets nothing more.
 */
public final class StreamBacklog implements Backlog {
    private static final List<Service> STAGES =
            List.of(Service.INGEST, Service.VARIANT, Service.EMBEDDING);

    private final StackClient stack;
    private Optional<String> model = Optional.empty();
    private Optional<Lag> lag = Optional.empty();

    public StreamBacklog(StackClient stack) {
        this.stack = stack;
    }

    @Override
    public Optional<Behind> ask() {
        try {
            Lag now = lag();
            Behind furthest = new Behind("", -1);
            for (Service stage : STAGES) {
                long records = now.atMost(stage);
                if (records > furthest.records()) {
                    furthest = new Behind(stage.processName(), records);
                }
            }
            return Optional.of(furthest);
        } catch (DependencyUnavailable e) {
            return Optional.empty();
        }
    }

    private Lag lag() {
        Optional<String> serves = LiveModel.version(stack);
        // Away for a moment, it most likely serves the same as before.
        if (lag.isEmpty() || serves.isPresent() && !serves.equals(model)) {
            close();
            lag = Optional.of(new Lag(stack, serves));
            model = serves;
        }
        return lag.get();
    }

    @Override
    public void close() {
        lag.ifPresent(Lag::close);
        lag = Optional.empty();
    }
}
