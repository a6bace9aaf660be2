package org.uv4lbridge.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.uv4lbridge.session.SessionsModel.Event;
import org.uv4lbridge.session.SessionsModel.Kind;

/** Any history of events of viewers, cameras and the clock: see {@link SessionsModel} for what must hold. */
@Tag("unit")
class SessionsModelTest {

    private static final String ENDS = "how calls ended";

    /** Those that take a user with several viewers. */
    private static final Set<Outcome> OF_SEVERAL = EnumSet.of(Outcome.REPLACED, Outcome.TOO_MANY_CALLS);

    @Property(tries = 10000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(label = ENDS, value = StatisticsReport.StatisticsReportMode.OFF)
    void whateverHappensNothingIsLeftAndEveryRuleHolds(@ForAll("histories") List<Event> history) {
        play(new SessionsModel(0), history);
        checkThatAllHappen(EnumSet.complementOf(EnumSet.copyOf(OF_SEVERAL)));
    }

    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(label = ENDS, value = StatisticsReport.StatisticsReportMode.OFF)
    void usersWithSeveralViewersLeaveNothingEither(@ForAll("histories") List<Event> history) {
        play(new SessionsModel(3), history);
        checkThatAllHappen(OF_SEVERAL);
    }

    private static void play(SessionsModel model, List<Event> history) {
        for (Event event : history) {
            model.happen(event);
            model.check();
        }
        model.end();
        model.outcomes().forEach(Statistics.label(ENDS)::collect);
    }

    /** Histories without some end of a call would prove nothing of it. The rarest end comes in one of 260. */
    private static void checkThatAllHappen(Set<Outcome> outcomes) {
        Statistics.label(ENDS)
                .coverage(
                        ends -> outcomes.forEach(outcome -> ends.check(outcome).count(n -> n > 0)));
    }

    @Provide
    Arbitrary<List<Event>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, Kind.ARRIVES),
                Tuple.of(1, Kind.SAYS_HELLO),
                Tuple.of(14, Kind.CALLS),
                Tuple.of(3, Kind.HANGS_UP),
                Tuple.of(6, Kind.SAYS_CANDIDATE),
                Tuple.of(4, Kind.ANSWERS),
                Tuple.of(1, Kind.REPORTS_MEDIA),
                Tuple.of(2, Kind.LOOKS_AWAY),
                Tuple.of(1, Kind.WATCHES_AGAIN),
                Tuple.of(3, Kind.ANSWERS_PINGS),
                Tuple.of(8, Kind.TAKES),
                Tuple.of(2, Kind.IS_LEAVING),
                Tuple.of(2, Kind.LEAVES),
                Tuple.of(10, Kind.CAMERA_ACCEPTS),
                Tuple.of(1, Kind.CAMERA_FAILS),
                Tuple.of(5, Kind.CAMERA_OFFERS),
                Tuple.of(3, Kind.CAMERA_IS_BUSY),
                Tuple.of(3, Kind.CAMERA_IS_BUSY_AND_CLOSES),
                Tuple.of(4, Kind.CAMERA_SAYS_CANDIDATE),
                Tuple.of(1, Kind.CAMERA_SAYS_GARBAGE),
                Tuple.of(4, Kind.CAMERA_CLOSES),
                Tuple.of(1, Kind.OPERATOR_HANGS_UP),
                Tuple.of(1, Kind.CAMERA_IS_SHUT),
                Tuple.of(3, Kind.CAMERA_IS_REOPENED),
                Tuple.of(2, Kind.SEATS_CHANGE),
                Tuple.of(10, Kind.TIME_PASSES));
        Arbitrary<Kind> ends =
                Arbitraries.frequency(Tuple.of(150, Kind.TIME_PASSES), Tuple.of(1, Kind.DRAIN), Tuple.of(1, Kind.STOP));
        Arbitrary<Kind> any = Arbitraries.frequencyOf(Tuple.of(5, kinds), Tuple.of(1, ends));
        return Combinators.combine(any, Arbitraries.integers().between(0, 1000))
                .as(Event::new)
                .list()
                .ofMaxSize(120)
                .withSizeDistribution(RandomDistribution.uniform());
    }
}
