package hilum.cli.send.hl7;

import hilum.cli.backfill.Door;
import hilum.cli.backfill.Outcome;
import hilum.cli.backfill.Outcome.Kind;
import hilum.cli.backfill.Outcome.Said;
import hilum.cli.send.MllpSender;
import java.net.InetSocketAddress;
import java.util.List;

/** An MLLP connection. */
public final class Hl7Door implements Door<byte[]> {
    private final MllpSender sender;

    /** To a receiver; connects at the first message. */
    public Hl7Door(InetSocketAddress receiver) {
        sender = new MllpSender(receiver);
    }

    @Override
    public Outcome deliver(byte[] message) throws InterruptedException {
        MllpSender.Answer answer = sender.deliver(OriginalMode.of(message));
        String code = answer.code() + (answer.error().isEmpty() ? "" : " " + answer.error());
        if (!answer.accepted()) {
            return said(0, answer.retries(), new Said(Kind.REFUSED, code, answer.reason()));
        }
        return answer.reason().isEmpty()
                ? new Outcome(1, 0, answer.retries(), List.of())
                : said(1, answer.retries(), new Said(Kind.REMARK, code, answer.reason()));
    }

    private static Outcome said(int accepted, int again, Said said) {
        return new Outcome(accepted, 0, again, List.of(said));
    }

    @Override
    public void close() {
        sender.close();
    }
}
