package hilum.trainer;

import hilum.encoders.torch.Torch;
import hilum.schemas.Model;
import hilum.transport.ArtifactStore;
import hilum.transport.Connection;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Runs the trainer for as long as the process lives. */
@ApplicationScoped
class TrainerService {
    /** Name of the service: source of its events and stem of its transactional ids. */
    static final String NAME = "trainer-service";

    private final Connection connection;
    private final TrainerConfig config;
    private final MeterRegistry meters;
    private final ArtifactStore store;
    private Trainer trainer;

    TrainerService(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            TrainerConfig config,
            MeterRegistry meters) {
        connection = new Connection(bootstrapServers, config.registryUrl());
        this.config = config;
        store = new ArtifactStore(Path.of(config.artifacts()));
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        Torch.requireDevice();
        trainer = new Trainer(connection, store, config, new Meters(meters));
    }

    void stop(@Observes ShutdownEvent event) {
        if (trainer != null) {
            trainer.close();
        }
    }

    Trainer trainer() {
        return trainer;
    }

    ArtifactStore store() {
        return store;
    }

    /**
     * Announces a version that no round made; beside a round that runs, so by a producer of its
     * own.
     */
    synchronized void announce(Model model) throws InterruptedException {
        try (Announcer announcer =
                new Announcer(connection, config.instance() + "-models", trainer.rounds())) {
            announcer.announce(model);
        }
    }

    /** What keeps the trainer from working; empty when nothing does. */
    String waitingFor() {
        return trainer == null ? "start" : trainer.waitingFor();
    }
}
