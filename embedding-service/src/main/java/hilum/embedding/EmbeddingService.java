package hilum.embedding;

import hilum.embedding.life.Census;
import hilum.embedding.life.LiveModel;
import hilum.embedding.life.Meters;
import hilum.embedding.life.ModelLife;
import hilum.embedding.life.StudyPoints;
import hilum.embedding.life.TowerEncoder;
import hilum.embedding.store.VectorStore;
import hilum.encoders.torch.Torch;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.Connection;
import hilum.transport.Stage;
import hilum.transport.erasure.ErasedStudies;
import hilum.transport.erasure.ErasureWork;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Wires the service: makes its parts, and runs the life of the models, and the stage that erases,
 * for as long as the process lives.
 */
@ApplicationScoped
class EmbeddingService {
    /** Name of the service; its consumer groups begin with it. */
    static final String NAME = "embedding-service";

    private final EmbeddingConfig config;
    private final Connection connection;
    private final MeterRegistry meters;
    private final ErasedStudies erased;
    private ModelLife life;
    private Stage erasures;

    EmbeddingService(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            EmbeddingConfig config,
            MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
        connection = new Connection(bootstrapServers, config.registryUrl());
        erased = ErasedStudies.of(connection);
    }

    @Produces
    @Singleton
    LiveModel liveModel() {
        return new LiveModel();
    }

    @Produces
    @Singleton
    VectorStore vectorStore() {
        return new VectorStore(config.vectorsHost(), config.vectorsPort());
    }

    @Produces
    @Singleton
    Census census() {
        return new Census(connection);
    }

    void start(@Observes StartupEvent event, LiveModel live, VectorStore store) {
        Torch.requireDevice();
        life =
                new ModelLife(
                        new ModelLife.Surroundings(
                                connection,
                                NAME,
                                config.instance(),
                                config.batch(),
                                store,
                                new ArtifactStore(Path.of(config.artifacts())),
                                (folder, sha256) ->
                                        TowerEncoder.open(folder, sha256, config.tokenBudget()),
                                erased,
                                new Meters(meters)),
                        live);
        erasures =
                new Stage(
                        connection,
                        ErasureWork.group(NAME),
                        config.instance(),
                        List.of(Topic.ERASURES),
                        config.batch(),
                        new ErasureWork(NAME, new StudyPoints(store)::remove, Clock.systemUTC()));
    }

    void stop(@Observes ShutdownEvent event, VectorStore store) {
        if (life != null) {
            life.close();
            erasures.close();
        }
        erased.close();
        store.close();
    }
}
