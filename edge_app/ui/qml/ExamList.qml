import QtQuick
import QtQuick.Layouts

// All stored exams, the newest first, page by page: found by the patient's identifier or a date, or only those not delivered yet.
// A large screen has two columns of them.
Rectangle {
    id: list
    required property var stored
    required property var exporter
    required property var lock
    required property var translator
    required property Theme theme
    readonly property bool portrait: height > width
    readonly property real rowHeight: portrait ? theme.touch + 2.5 * theme.gap : theme.touch
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }
    Labels { id: labels }
    Dates { id: dates }
    Deliveries { id: deliveries }
    ErrorMessages { id: errorMessages }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: list.theme.gap }
        theme: list.theme
        translator: list.translator
        lock: list.lock
        title: qsTr("Exams")
        detail: list.stored.failure !== "" ? errorMessages.of(list.stored.failure)
              : list.stored.count === 0 && !list.stored.isReading ? qsTr("None found") : qsTr("%1 found").arg(list.stored.count)
        canGoBack: true
        onBack: list.stored.leave()
    }

    GridLayout {
        id: tools
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: list.theme.gap }
        columns: list.portrait ? 2 : 4
        columnSpacing: list.theme.gap / 2
        rowSpacing: list.theme.gap / 2

        TouchButton {
            objectName: "search"
            visible: !list.stored.isUndelivered
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: list.theme
            text: list.stored.text === "" ? qsTr("Search") : list.stored.text
            detail: qsTr("Patient ID or date")
            onClicked: entry.ask(detail, list.stored.text, false, 0, 0, value => list.stored.search(value))
        }

        TouchButton {
            objectName: "sendAll"
            visible: list.stored.isUndelivered
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            theme: list.theme
            enabled: list.stored.count > 0 && !list.stored.isReading
            text: qsTr("Send all to %1").arg(list.exporter.server)
            detail: qsTr("under a pseudonym")
            onClicked: list.stored.sendAll(list.translator.current)
        }

        TouchButton {
            objectName: "undelivered"
            visible: list.exporter.server !== ""
            Layout.fillWidth: list.portrait
            Layout.preferredWidth: list.portrait ? 100 : 190 * theme.unit
            theme: list.theme
            colour: list.stored.waiting.undelivered > 0 ? theme.warning : theme.text
            chosen: list.stored.isUndelivered
            text: qsTr("Not delivered")
            detail: list.stored.waiting.undelivered
            onClicked: list.stored.onlyUndelivered(!list.stored.isUndelivered)
        }

        RowLayout {
            Layout.columnSpan: list.portrait ? 2 : 1
            Layout.fillWidth: list.portrait
            spacing: list.theme.gap / 2

            TouchButton {
                objectName: "newer"
                theme: list.theme
                size: 30 * theme.unit
                enabled: list.stored.pageShown > 0
                text: "‹"
                onClicked: list.stored.turn(-1)
            }

            Text {
                objectName: "page"
                Layout.fillWidth: list.portrait
                Layout.preferredWidth: 90 * list.theme.unit
                horizontalAlignment: Text.AlignHCenter
                font.pixelSize: list.theme.body
                color: list.theme.faint
                textFormat: Text.PlainText
                text: qsTr("%1 of %2").arg(Math.min(list.stored.pageShown + 1, list.stored.pages)).arg(list.stored.pages)
            }

            TouchButton {
                objectName: "older"
                theme: list.theme
                size: 30 * theme.unit
                enabled: list.stored.pageShown + 1 < list.stored.pages
                text: "›"
                onClicked: list.stored.turn(1)
            }
        }
    }

    Grid {
        id: rows
        readonly property int high: Math.max(1, Math.floor((list.height - tools.y - tools.height - 2 * list.theme.gap) / list.rowHeight))
        readonly property int fitting: high * columns
        anchors { left: parent.left; right: parent.right; top: tools.bottom; margins: list.theme.gap }
        columns: list.theme.roomy ? 2 : 1
        rows: high
        flow: Grid.TopToBottom
        columnSpacing: list.theme.gap
        onFittingChanged: if (list.height > 0) list.stored.fit(fitting)
        Component.onCompleted: list.stored.fit(fitting)

        Repeater {
            model: list.stored.rows

            Rectangle {
                id: row
                required property var modelData
                required property int index
                readonly property string answer: list.stored.answers[modelData.exam] || ""
                objectName: "exam" + index
                width: (rows.width - (rows.columns - 1) * rows.columnSpacing) / rows.columns
                height: list.rowHeight
                color: touched.pressed ? list.theme.line : index % 2 ? "transparent" : list.theme.panel

                component Line: Text {
                    width: parent.width
                    elide: Text.ElideRight
                    font.pixelSize: list.theme.small
                    color: list.theme.faint
                    textFormat: Text.PlainText
                }

                StoredThumbnail {
                    id: first
                    anchors { left: parent.left; verticalCenter: parent.verticalCenter }
                    width: 1.2 * list.theme.touch
                    height: list.theme.touch - 4 * list.theme.unit
                    frames: list.stored.frames
                    key: row.modelData.exam
                    theme: list.theme

                    ClipBadge {
                        objectName: "clips" + row.index
                        visible: row.modelData.clips > 0
                        anchors { right: parent.right; bottom: parent.bottom }
                        theme: list.theme
                        said: row.modelData.clips
                    }
                }

                Column {
                    id: who
                    anchors { left: first.right; leftMargin: list.theme.gap; verticalCenter: parent.verticalCenter }
                    width: (list.portrait ? 0.4 : 0.26) * row.width

                    Line {
                        objectName: "who" + row.index
                        font { pixelSize: list.theme.body; bold: true }
                        color: list.theme.text
                        elide: Text.ElideMiddle
                        text: row.modelData.patient === "" ? qsTr("Anonymous") : row.modelData.patient
                    }
                    Line { text: dates.dateTime(row.modelData.started) + (list.theme.roomy ? "\n" + qsTr("images: %1").arg(row.modelData.images) : "") }
                    Line { visible: list.portrait; color: delivery.color; text: delivery.text; wrapMode: Text.Wrap; maximumLineCount: 3; lineHeight: 0.9 }
                }

                Row {
                    id: result
                    anchors { left: who.right; leftMargin: list.theme.gap; verticalCenter: parent.verticalCenter }
                    width: list.portrait ? row.width - x : 0.32 * row.width
                    spacing: 6 * list.theme.unit

                    LabelMark {
                        anchors.verticalCenter: parent.verticalCenter
                        visible: row.answer !== ""
                        size: 18 * list.theme.unit
                        label: row.answer
                        color: list.theme.labelColour(row.answer)
                    }

                    Column {
                        width: parent.width - 26 * list.theme.unit

                        Line {
                            objectName: "answer" + row.index
                            font { pixelSize: list.theme.body; bold: true }
                            wrapMode: Text.Wrap
                            maximumLineCount: 2
                            lineHeight: 0.9
                            color: list.theme.labelColour(row.answer)
                            text: !row.modelData.finished ? qsTr("Not finished") : row.answer === "" ? "" : labels.answer(row.answer)
                        }
                        Line { visible: row.modelData.verdict !== ""; wrapMode: Text.Wrap; maximumLineCount: 2; lineHeight: 0.9; text: qsTr("Assessment: %1").arg(labels.answer(row.modelData.verdict)) }
                    }
                }

                Text {
                    id: delivery
                    objectName: "delivery" + row.index
                    visible: !list.portrait
                    anchors { left: result.right; right: parent.right; rightMargin: list.theme.gap / 2; verticalCenter: parent.verticalCenter }
                    wrapMode: Text.Wrap
                    maximumLineCount: 3
                    elide: Text.ElideRight
                    lineHeight: 0.9
                    font.pixelSize: list.theme.small
                    color: deliveries.isOutstanding(row.modelData) ? list.theme.warning : list.theme.faint
                    textFormat: Text.PlainText
                    text: deliveries.of(row.modelData)
                }

                MouseArea {
                    id: touched
                    anchors.fill: parent
                    onClicked: list.stored.openExam(row.modelData.exam)
                }
            }
        }
    }

    TextEntry { id: entry; anchors.fill: parent; theme: list.theme; capitals: true }
}
