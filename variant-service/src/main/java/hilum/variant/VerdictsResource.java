package hilum.variant;

import hilum.language.rewrite.Rewriter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The account of the verifier, and how the language model does. */
@Path("/verdicts")
public class VerdictsResource {
    private final VariantService service;

    VerdictsResource(VariantService service) {
        this.service = service;
    }

    /**
     * What {@code GET /verdicts} answers.
     *
     * @param verdicts by kind, generator, model and site, since the service started
     * @param llm null where rules write everything
     */
    public record Account(List<Line> verdicts, Llm llm) {}

    /** One line of the account, as {@link Verdicts.Row}. */
    public record Line(
            String kind,
            String generator,
            String model,
            String site,
            long accepted,
            long rejected,
            double shareRejected) {}

    /**
     * The language model.
     *
     * @param breaker closed, open or half-open
     * @param paused why nothing is written now; null while it is
     * @param tokensToday by site, UTC
     * @param tokensPerSiteAndDay 0 for no limit
     * @param instead how often rules wrote what it did not, by cause
     */
    public record Llm(
            String url,
            String model,
            String breaker,
            String paused,
            Map<String, Long> tokensToday,
            long tokensPerSiteAndDay,
            Map<String, Long> instead) {}

    /** The account. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Rewrites that the verifier accepted and refused, by kind, generator, model and site")
    public Account verdicts() {
        List<Line> lines =
                service.verdicts().rows().stream()
                        .map(
                                row ->
                                        new Line(
                                                row.kind(),
                                                row.generator(),
                                                row.model(),
                                                row.site(),
                                                row.accepted(),
                                                row.rejected(),
                                                row.shareRejected()))
                        .toList();
        return new Account(lines, service.language().map(this::llm).orElse(null));
    }

    private Llm llm(LanguageVariants language) {
        Rewriter rewriter = language.rewriter();
        return new Llm(
                rewriter.settings().url().toString(),
                rewriter.settings().model(),
                rewriter.manners().breaker(),
                language.paused().orElse(null),
                rewriter.tokensToday(),
                rewriter.manners().tokensPerSiteAndDay(),
                service.verdicts().instead());
    }
}
