import QtQuick

// In front of the patient form: the worklist, or the patients of earlier exams. A tap on a row fills the form; nothing is stored.
Rectangle {
    id: list
    required property var picker
    required property Theme theme
    readonly property bool narrow: width < 600 * theme.unit
    readonly property bool isWorklist: picker.source === "worklist"
    readonly property string title: isWorklist ? qsTr("Worklist") : qsTr("Earlier patients")
    readonly property var sexes: ({ "female": qsTr("female"), "male": qsTr("male") })
    objectName: "patientList"
    visible: picker.source !== ""
    onVisibleChanged: if (!visible) entry.visible = false
    color: theme.ground

    function about(row: var): string {
        return [row.name === "" ? "" : row.identifier, row.age === "" ? "" : qsTr("%1 years").arg(row.age), sexes[row.sex] || ""].filter(part => part !== "").join(" · ")
    }
    function when(row: var): string {
        return row.seen !== "" ? dates.day(row.seen) : row.day > 0 ? qsTr("tomorrow %1").arg(row.time) : row.day < 0 ? qsTr("yesterday %1").arg(row.time) : row.time
    }
    function hint(): string {
        return picker.failure !== "" ? errorMessages.of(picker.failure) : picker.isBusy ? qsTr("One moment…")
             : picker.total > 0 ? qsTr("Nothing matches this search.") : isWorklist ? qsTr("Nobody is on the worklist.") : qsTr("No earlier exam has a patient ID.")
    }

    ErrorMessages { id: errorMessages }
    Dates { id: dates }
    MultiPointTouchArea { anchors.fill: parent } // blocks touches of the form below

    TouchButton {
        id: leave
        objectName: "listLeave"
        anchors { left: parent.left; top: parent.top; margins: list.theme.gap }
        theme: list.theme
        size: 30 * theme.unit
        text: "‹"
        onClicked: list.picker.cancel()
    }

    Text {
        objectName: "listTitle"
        anchors { left: leave.right; right: tools.left; verticalCenter: leave.verticalCenter; margins: list.theme.gap }
        wrapMode: Text.WordWrap
        maximumLineCount: 2
        font { pixelSize: 20 * list.theme.unit; bold: true }
        fontSizeMode: Text.Fit
        minimumPixelSize: list.theme.body
        height: list.theme.touch
        verticalAlignment: Text.AlignVCenter
        color: list.theme.text
        textFormat: Text.PlainText
        text: list.title
    }

    Row {
        id: tools
        anchors { right: parent.right; top: parent.top; margins: list.theme.gap }
        spacing: list.theme.gap / 2

        TouchButton {
            objectName: "listSearch"
            width: (list.narrow ? 110 : 200) * theme.unit
            theme: list.theme
            size: theme.body
            chosen: list.picker.text !== ""
            text: list.picker.text === "" ? qsTr("Search") : list.picker.text
            onClicked: entry.ask(qsTr("Search"), list.picker.text, false, 0, 0, value => list.picker.search(value))
        }

        TouchButton {
            objectName: "listRefresh"
            visible: list.isWorklist
            theme: list.theme
            size: theme.body
            enabled: !list.picker.isBusy
            text: qsTr("Refresh")
            onClicked: list.picker.askWorklist()
        }
    }

    Text {
        id: note
        objectName: "listNote"
        anchors { left: parent.left; right: parent.right; top: leave.bottom; margins: list.theme.gap }
        visible: text !== ""
        wrapMode: Text.Wrap
        font.pixelSize: list.theme.body
        color: list.theme.warning
        textFormat: Text.PlainText
        text: [list.picker.isCut ? qsTr("The server has more than these %1 entries. Have its list limited to this device.").arg(list.picker.total) : "",
               list.picker.unreadable > 0 ? qsTr("Left out, because they have no patient ID that can be read: %1.").arg(list.picker.unreadable) : ""].filter(part => part !== "").join(" ")
    }

    Text {
        objectName: "listHint"
        anchors { left: parent.left; right: parent.right; verticalCenter: rows.verticalCenter; margins: 2 * list.theme.gap }
        visible: rows.count === 0
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        font.pixelSize: list.theme.body
        color: list.picker.failure !== "" ? list.theme.warning : list.theme.faint
        textFormat: Text.PlainText
        text: list.hint()
    }

    ListView {
        id: rows
        objectName: "listRows"
        anchors { left: parent.left; right: parent.right; top: note.visible ? note.bottom : leave.bottom; bottom: parent.bottom; margins: list.theme.gap }
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        spacing: list.theme.gap / 2
        model: list.picker.rows

        delegate: TouchButton {
            id: row
            required property var modelData
            required property int index
            objectName: "row" + index
            width: rows.width
            height: Math.max(1.15 * theme.touch, Math.max(person.height, scheduled.height) + theme.gap)
            theme: list.theme
            enabled: !modelData.isChild
            onClicked: list.picker.pick(index)

            contentItem: Item {
                opacity: row.enabled ? 1 : 0.6

                component Words: Text {
                    wrapMode: Text.Wrap
                    color: row.theme.text
                    textFormat: Text.PlainText
                    font.pixelSize: row.theme.body
                }

                // Nothing of it is cut short: the wrong person may be picked.
                Column {
                    id: person
                    anchors { left: parent.left; right: scheduled.left; verticalCenter: parent.verticalCenter; leftMargin: row.theme.gap; rightMargin: row.theme.gap }

                    Words { objectName: "personName"; width: parent.width; font { pixelSize: 18 * row.theme.unit; bold: true } text: row.modelData.name || row.modelData.identifier }
                    Words { objectName: "personData"; visible: text !== ""; width: parent.width; color: row.theme.faint; text: list.about(row.modelData) }
                    Words { visible: list.narrow && text !== ""; width: parent.width; color: row.theme.faint; text: row.modelData.procedure }
                }

                Column {
                    id: scheduled
                    anchors { right: parent.right; verticalCenter: parent.verticalCenter; rightMargin: row.theme.gap }
                    width: Math.min(0.4 * parent.width, Math.ceil(Math.max(timeInOneLine.advanceWidth, orderInOneLine.advanceWidth)) + 1)

                    // Measured apart, as the texts of a button are.
                    TextMetrics { id: timeInOneLine; font: time.font; text: time.text }
                    TextMetrics { id: orderInOneLine; font: order.font; text: order.text }

                    Words { id: time; width: parent.width; horizontalAlignment: Text.AlignRight; text: list.when(row.modelData) }
                    Words {
                        id: order
                        objectName: "procedure"
                        visible: text !== ""
                        width: parent.width
                        horizontalAlignment: Text.AlignRight
                        color: row.modelData.isChild ? row.theme.warning : row.theme.faint
                        text: row.modelData.isChild ? qsTr("under 18") : list.narrow ? "" : row.modelData.procedure
                    }
                }
            }
        }
    }

    TextEntry { id: entry; anchors.fill: parent; theme: list.theme; capitals: true }
    TapGuard { anchors.fill: parent; theme: list.theme; change: entry.visible + list.picker.source + rows.count }
}
