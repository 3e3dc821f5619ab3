package hilum.variant;

import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.Stage;
import hilum.transport.erasure.ErasedStudies;
import hilum.transport.erasure.ErasureWork;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Runs the stage from studies to variants, and the one that erases, for as long as the process
 * lives.
 */
@ApplicationScoped
class VariantService {
    /** Consumer group of the stage; others read its watermark under this name. */
    static final String NAME = "variant-service";

    /** Studies a transaction while a language model writes, which takes seconds for each. */
    private static final int SLOW_BATCH = 8;

    private final Connection connection;
    private final VariantConfig config;
    private final MeterRegistry meters;
    private final Verdicts verdicts;
    private final ErasedStudies erased;
    private Optional<LanguageVariants> language = Optional.empty();
    private Stage stage;
    private Stage erasures;

    VariantService(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            VariantConfig config,
            MeterRegistry meters) {
        connection = new Connection(bootstrapServers, config.registryUrl());
        this.config = config;
        this.meters = meters;
        verdicts = new Verdicts(meters);
        erased = ErasedStudies.of(connection);
    }

    void start(@Observes StartupEvent event) {
        language = LanguageVariants.of(config.llm());
        language.ifPresent(this::meter);
        VariantWork work = new VariantWork(language, verdicts, erased);
        erasures =
                new Stage(
                        connection,
                        ErasureWork.group(NAME),
                        config.instance(),
                        List.of(Topic.ERASURES),
                        config.batch(),
                        new ErasureWork(NAME, work::remove, Clock.systemUTC()));
        stage =
                new Stage(
                        connection,
                        NAME,
                        config.instance(),
                        List.of(Topic.STUDIES),
                        language.isPresent()
                                ? Math.min(SLOW_BATCH, config.batch())
                                : config.batch(),
                        work);
    }

    private void meter(LanguageVariants written) {
        Gauge.builder("hilum.llm.paused", written, each -> each.paused().isPresent() ? 1 : 0)
                .description("1 while the language model is away or left alone")
                .register(meters);
        Gauge.builder(
                        "hilum.llm.tokens.today",
                        written,
                        each ->
                                each.rewriter().tokensToday().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                .description("Tokens used today (UTC) by all sites")
                .register(meters);
    }

    void stop(@Observes ShutdownEvent event) {
        if (stage != null) {
            stage.close();
            erasures.close();
        }
        erased.close();
        language.ifPresent(LanguageVariants::close);
    }

    Verdicts verdicts() {
        return verdicts;
    }

    Optional<LanguageVariants> language() {
        return language;
    }

    Stage.Status status() {
        return stage == null ? new Stage.Status.Starting() : stage.status();
    }
}
