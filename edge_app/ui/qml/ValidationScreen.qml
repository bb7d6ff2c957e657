import QtQuick

// What the labels of this device rest on: who measured it, on how much, how well it did, and the limits it had to meet.
Rectangle {
    id: screen
    required property var validation
    required property var live
    required property var translator
    required property Theme theme
    readonly property var facts: validation.facts
    readonly property bool portrait: height > width
    readonly property bool indeterminateCounted: typeof facts.indeterminate === "number"
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }

    function metric(name: string): string {
        switch (name) {
        case "sensitivity": return qsTr("Sensitivity")
        case "specificity": return qsTr("Specificity")
        case "accuracy": return qsTr("Accuracy")
        case "auc": return qsTr("AUC")
        case "coverage": return qsTr("Coverage")
        default: return qsTr("Without an answer")
        }
    }

    function share(value: real): string {
        return theme.localised(value.toFixed(2))
    }

    function limit(bound: var): string {
        const least = bound.atLeast ? qsTr("at least %1") : qsTr("at most %1")
        return least.arg(share(bound.bound)) + (bound.interval ? qsTr(", whole interval") : "")
    }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        title: screen.validation.kind === "site" ? qsTr("Validated at a site")
             : screen.live.simulatedTraining ? qsTr("Validated on simulated images") : qsTr("Validated by the maker")
        detail: screen.validation.device + " · " + screen.live.bundleId
        canGoBack: true
        onBack: screen.validation.close()
    }

    Flickable {
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom; margins: screen.theme.gap }
        contentHeight: content.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: content
            width: parent.width
            spacing: screen.theme.gap

            component Line: Text {
                width: content.width
                wrapMode: Text.Wrap
                font.pixelSize: screen.theme.body
                color: screen.theme.text
                textFormat: Text.PlainText
                visible: text !== ""
            }

            Line {
                objectName: "validationSite"
                text: screen.validation.kind !== "site" ? ""
                    : qsTr("%1, %2. Signed for by %3.").arg(screen.facts.site).arg(screen.facts.created).arg(screen.facts.signedFor)
                      + (screen.facts.expires === "" ? "" : " " + qsTr("Valid until %1.").arg(screen.facts.expires))
            }

            Line {
                objectName: "validationCounts"
                text: screen.facts.images === undefined ? qsTr("No values were measured.")
                    : screen.facts.abstained === undefined ? qsTr("%1 images of %2 subjects.").arg(screen.facts.images).arg(screen.facts.subjects)
                    : qsTr("%1 images of %2 subjects; %3 images without an answer.").arg(screen.facts.images).arg(screen.facts.subjects).arg(screen.facts.abstained)
                      + (screen.indeterminateCounted ? " " + qsTr("Of these, %1 were judged and are indeterminate.").arg(screen.facts.indeterminate) : "")
            }

            Repeater {
                model: screen.validation.metrics

                Item {
                    id: row
                    required property var modelData
                    width: content.width
                    height: figures.height + (screen.portrait && limits.text !== "" ? limits.height : 0)

                    Text {
                        font { pixelSize: screen.theme.body; bold: true }
                        color: screen.theme.text
                        textFormat: Text.PlainText
                        text: screen.metric(row.modelData.name)
                    }

                    Text {
                        id: figures
                        objectName: "metric-" + row.modelData.name
                        x: (screen.portrait ? 0.45 : 0.26) * row.width
                        font.pixelSize: screen.theme.body
                        color: screen.theme.text
                        textFormat: Text.PlainText
                        text: qsTr("%1 (%2 to %3)").arg(screen.share(row.modelData.value)).arg(screen.share(row.modelData.low)).arg(screen.share(row.modelData.high))
                    }

                    Text {
                        id: limits
                        x: screen.portrait ? figures.x : 0.52 * row.width
                        y: screen.portrait ? figures.height : 0
                        width: row.width - x
                        wrapMode: Text.Wrap
                        font.pixelSize: screen.theme.body
                        color: screen.theme.faint
                        textFormat: Text.PlainText
                        text: row.modelData.limits.map(screen.limit).join("; ")
                    }
                }
            }

            Line {
                visible: screen.validation.metrics.length > 0
                color: screen.theme.faint
                text: qsTr("In brackets: 95 % interval.")
                      + (screen.validation.kind === "site" ? " " + qsTr("Grey: the limit that had to be met.") : "")
                      + (screen.indeterminateCounted ? " " + qsTr("Coverage: share of the judged images that got an answer.") : "")
            }

            Line { text: screen.facts.notice === undefined ? "" : screen.facts.notice }
        }
    }
}
