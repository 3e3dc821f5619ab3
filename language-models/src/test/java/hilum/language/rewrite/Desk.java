package hilum.language.rewrite;

import hilum.language.endpoint.ApiKey;
import hilum.language.endpoint.ChatEndpoint;
import hilum.language.endpoint.EndpointSettings;
import hilum.language.manners.Manners;
import hilum.language.manners.MannersSettings;
import hilum.language.manners.StateFile;
import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A rewriter as a test sets it up: short waits, a state folder of its own. */
final class Desk implements AutoCloseable {
    static final Report REPORT =
            Report.of(
                    "Small left pleural effusion. No pneumothorax. The heart is mildly enlarged.",
                    "Small left pleural effusion.");

    static final String FAITHFUL =
            "There is a small left pleural effusion. There is no pneumothorax. The heart is mildly enlarged.\n"
                    + "There is a small left pleural effusion.";

    static final Duration TIMEOUT = Duration.ofMillis(1500);
    static final Duration PAUSE = Duration.ofMillis(400);

    private final StateFile state;
    private final Rewriter rewriter;

    Desk(URI url, Path folder) {
        this(url, folder, 2, 0, TIMEOUT);
    }

    Desk(URI url, Path folder, int again, long tokensADay, Duration timeout) {
        this(url, folder, again, tokensADay, timeout, ApiKey.none(), Clock.systemUTC());
    }

    Desk(
            URI url,
            Path folder,
            int again,
            long tokensADay,
            Duration timeout,
            ApiKey key,
            Clock clock) {
        state = StateFile.open(folder, 1000, clock);
        MannersSettings settings =
                new MannersSettings(
                        4, 3, Duration.ofMillis(20), Duration.ofMillis(100), 5, PAUSE, tokensADay);
        ChatEndpoint endpoint =
                new ChatEndpoint(new EndpointSettings(url, "scripted", key, 0.3, 7, timeout));
        rewriter =
                new Rewriter(
                        endpoint,
                        new Manners(settings, state.tokens(), clock),
                        state,
                        again,
                        clock);
    }

    Rewriter rewriter() {
        return rewriter;
    }

    Rewriting similar() throws InterruptedException {
        return rewriter.rewrite(task("study", "site"));
    }

    static Task task(String study, String site) {
        return Task.of(
                study,
                site,
                REPORT,
                VariantKind.SIMILAR,
                Instant.now().plus(Duration.ofMinutes(1)));
    }

    @Override
    public void close() {
        state.close();
    }
}
